import type { Pair } from '../config-tree/pairs.ts';
import type { Changes } from '../changes/changes.ts';
import type { CollectedImage } from '../images/collect.ts';
import type { Timing } from '../process/timing.ts';
import type { PushedImage } from '../publish/push.ts';
import type { UploadedArtifact } from '../publish/types.ts';

/** An image of the result, with its artifact when it was uploaded. */
export interface ResultImage extends CollectedImage {
  readonly artifact: UploadedArtifact | undefined;
}

/** What a build turned out to be; outputs, summary and the command line's JSON are made from it. */
export interface BuildResult {
  /** False when nothing that goes in had changed and the earlier build stands. */
  readonly changed: boolean;
  readonly buildId: string;
  readonly buildDir: string;
  /** Path of meta.json. */
  readonly meta: string;
  readonly ostreeCommit: string;
  readonly ref: string;
  /** Path of the rendered manifest. */
  readonly manifest: string;
  readonly packageCount: number;
  readonly assembler: {
    readonly reference: string;
    readonly digest: string;
    readonly pinned: string | undefined;
  };
  readonly baseConfig: { readonly url: string; readonly commit: string };
  /** The pair that base or assembler were taken from by default. */
  readonly pair?: Pick<Pair, 'target' | 'verified'> | undefined;
  readonly release:
    | { readonly nevr: string; readonly sha256: string; readonly signature: string; readonly source: string }
    | undefined;
  readonly reposWithoutGpgcheck: readonly string[];
  /** How the ISO came up, when that was asked for. */
  readonly booted: { readonly line: string; readonly seconds: number; readonly kvm: boolean } | undefined;
  readonly images: readonly ResultImage[];
  /** Why it was built: what moved since the earlier build, a text each; absent when there was none to compare with. */
  readonly moved?: readonly string[] | undefined;
  /** Everything was asked about for {@link moved}; otherwise more may have moved. */
  readonly movedIsComplete?: boolean;
  /** Where the OCI archive was pushed to, when that was asked for. */
  readonly pushed?: PushedImage | undefined;
  readonly metadataArtifact: UploadedArtifact | undefined;
  /** What changed since the previous build; undefined where there is none to compare with. */
  readonly changes?:
    | {
        readonly changes: Changes;
        /** Path of changes.json. */
        readonly file: string;
        /** The section of the summary. */
        readonly markdown: string;
      }
    | undefined;
  /** Bytes installed, by `name-[epoch:]version-release.arch`; undefined where they are not known. */
  readonly packageSizes?: Readonly<Record<string, number>> | undefined;
  readonly timings: readonly Timing[];
}
