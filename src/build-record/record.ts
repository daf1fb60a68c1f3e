/** A package as the assembler lists it in commitmeta.json. */
export type PackageTuple = readonly [
  name: string,
  epoch: string,
  version: string,
  release: string,
  arch: string,
];

/** An image of a build, and the artifact it was uploaded as. */
export interface RecordedImage {
  readonly kind: string;
  /** Base name. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly artifact: { readonly id: number; readonly url: string } | null;
}

/**
 * What a build was made from and what came of it: `record.json` of the metadata artifact.
 *
 * The next build compares itself with it, so that a key may be added, and none change its meaning, without another
 * `schema`. Nothing in it is secret.
 */
export interface BuildRecord {
  readonly schema: 1;
  readonly buildId: string;
  /** Name of the images, as meta.json has it. */
  readonly name: string;
  readonly target: string | null;
  /** RPM's name of the architecture. */
  readonly arch: string;
  readonly ref: string;
  readonly ostreeCommit: string;
  /** Of the assembler: state of one is never given to another. */
  readonly dialect: string;
  /** Time of the build's end, RFC 3339, UTC. */
  readonly finished: string;
  readonly assembler: { readonly reference: string; readonly digest: string };
  readonly baseConfig: { readonly url: string; readonly commit: string };
  readonly release: { readonly nevr: string; readonly sha256: string } | null;
  /** sha256 of each file of the rendered tree, by its path in it; the mode's execute bit is part of it. */
  readonly config: Readonly<Record<string, string>>;
  /** `ostree-layers` of the flattened manifest, in their order. */
  readonly layers: readonly string[];
  /** The flattened manifest's scripts, in the order they run: a short name, and the sha256 of the text. */
  readonly scripts: readonly { readonly name: string; readonly sha256: string }[];
  /** Sorted by name. */
  readonly packages: readonly PackageTuple[];
  readonly images: readonly RecordedImage[];
  /**
   * Everything that goes into a build, a part each (`assembler`, `base`, `release`, `config`, `inputs`,
   * `repository:<id>` …), and a short text that changes when the part does.
   */
  readonly fingerprint: Readonly<Record<string, string>>;
  /** The workflow run it was built by; null where it was no run. */
  readonly run: { readonly id: number; readonly url: string; readonly sha: string } | null;
  /** The directory `config` named, as it stands in the workspace; absent where it lies elsewhere. */
  readonly configPath?: string;
}

/** Name of the record in the metadata. */
export const RECORD_FILE = 'record.json';
