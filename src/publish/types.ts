import type { Log } from '../log/log.ts';
import type { ArtifactService } from './service.ts';

/** An artifact that is there. */
export interface UploadedArtifact {
  /** Another than the one asked for when an unfinished upload held that. */
  readonly name: string;
  readonly id: number;
  /** Page a person with access to the repository can download it from; undefined outside a workflow run. */
  readonly url: string | undefined;
  readonly reused: boolean;
}

/** How uploads are done. */
export interface UploadOptions {
  /** Each upload takes a connection of its own. */
  readonly connect: () => ArtifactService;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
  /** When this job's step began, in ms since 1970: what another attempt has made is older. */
  readonly startedAt: number;
  readonly overwrite: boolean;
  readonly retentionDays: number | undefined;
  /** Ends the upload at once; what it began stays unfinished, and the service shows no unfinished artifact. */
  readonly signal: AbortSignal;
  /** Milliseconds before the second try; the third waits twice as long. */
  readonly retryDelayMs?: number;
}
