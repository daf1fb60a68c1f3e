/** An artifact the service lists: a finished one. */
export interface ListedArtifact {
  readonly id: number;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Bare hex; undefined for an artifact of a client that sent none. */
  readonly sha256: string | undefined;
  /** Milliseconds since 1970, by the service's clock; undefined where it does not say. */
  readonly createdAt?: number | undefined;
}

/** What one upload sends. */
export interface UploadRequest {
  /** Name of the artifact. The client takes that of a single file from its path, so the two must agree. */
  readonly name: string;
  /** Absolute paths; exactly one unless they are zipped. */
  readonly files: readonly string[];
  /** Directory the names in the zip are relative to. */
  readonly root: string;
  readonly zip: boolean;
  readonly retentionDays: number | undefined;
}

/** Content the blob store holds. */
export interface Delivered {
  /** Bytes. */
  readonly size: number;
  /** Bare hex. */
  readonly sha256: string;
}

/** What is used of the artifact service. One call at a time; parallel uploads take a service each. */
export interface ArtifactService {
  /** Creates an artifact, sends its content and finalizes it; `onLine` gets each line the client prints meanwhile. */
  upload(
    request: UploadRequest,
    onLine: (line: string) => void,
  ): Promise<Delivered & { readonly id: number }>;
  /** Finalizes an artifact whose content has arrived. @returns its id. */
  finalize(name: string, content: Delivered): Promise<number>;
  /** The finished artifacts of the workflow run. */
  list(): Promise<readonly ListedArtifact[]>;
  remove(name: string): Promise<void>;
  /** Ends whatever call is under way, with its connections. */
  close(): Promise<void>;
}

/** What is known of a call that failed, beside its message. */
export interface ServiceErrorFacts {
  /** HTTP status, of the artifact service or of the blob store. */
  readonly status?: number | undefined;
  /** Error code of the blob store (`AuthenticationFailed`) or of the network (`ECONNRESET`). */
  readonly code?: string | undefined;
  /** Set when the content had arrived and only the finalizing failed. */
  readonly delivered?: Delivered | undefined;
  /** The client had asked before and got no good answer, so that what is refused may be its own doing. */
  readonly asked?: boolean | undefined;
}

/** A call to the artifact service that failed. */
export class ServiceError extends Error {
  readonly facts: ServiceErrorFacts;

  constructor(message: string, facts: ServiceErrorFacts = {}) {
    super(message);
    this.name = 'ServiceError';
    this.facts = facts;
  }
}
