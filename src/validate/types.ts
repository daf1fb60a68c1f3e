import type { UserError } from '../errors.ts';
import type { Finding } from '../lint/finding.ts';
import type { FileStatus } from '../git/changed-files.ts';
import type { LintOptions } from '../lint/options.ts';
import type { AddressGuard } from '../net/address-guard.ts';
import type { KeyChange } from '../treefile-diff/changes.ts';
import type { Locate } from '../treefile-diff/diff.ts';
import type { Flattened } from '../treefile/types.ts';
import type { LockChange, LockedVersions } from './locks.ts';

/** One variant of one configuration on one architecture, on one side of a pull request. */
export interface Meaning {
  /** Path of the configuration or manifest below the root; empty for the root. */
  readonly config: string;
  /** Manifest, below the configuration, with its file of build arguments where it has one. */
  readonly variant: string;
  readonly arch: string;
  /** The flattened manifest, or why there is none. */
  readonly result:
    | { readonly flattened: Flattened; readonly locks: LockedVersions }
    | { readonly error: UserError };
  /** Turns the flattener's places into ones below the root. */
  readonly locate: Locate;
}

/** What is different for some architectures of one variant. */
export interface VariantDiff {
  readonly config: string;
  readonly variant: string;
  readonly arches: readonly string[];
  /**
   * `same`: no effective change. `invalid`: the head has no meaning. `broken`: neither side has, for the same reason.
   * `repaired`: only the base had none. `added` and `removed`: only one side has the variant.
   */
  readonly status: 'same' | 'changed' | 'added' | 'removed' | 'invalid' | 'broken' | 'repaired';
  readonly changes: readonly KeyChange[];
  readonly locks: readonly LockChange[];
}

/** What a file is to the image besides being part of the manifest. */
export type FileRole =
  | 'overlay'
  | 'repository'
  | 'image'
  | 'live'
  | 'script'
  | 'accounts'
  | 'file'
  /** A submodule that has some of these, and is not there to be looked into. */
  | 'submodule';

/** A file outside of the manifest whose content ends up in the image. */
export interface FileChange {
  readonly path: string;
  readonly status: FileStatus;
  readonly role: FileRole;
}

/** What a validation found. */
export interface ValidateResult {
  /** Commit that was compared with; undefined when nothing was. */
  readonly base: string | undefined;
  readonly configs: readonly string[];
  readonly arches: readonly string[];
  readonly diffs: readonly VariantDiff[];
  readonly files: readonly FileChange[];
  /** Of the head, those in lines the pull request touches first, worst first. Files are below the root. */
  readonly findings: readonly Finding[];
  /** True when something that decides the image is different; undefined when nothing was compared. */
  readonly changed: boolean | undefined;
}

/** Looks through one configuration with the rules; files of the findings are relative to it. */
export type Linter = (dir: string, options: LintOptions) => Promise<readonly Finding[]>;

/** How {@link LookUp} is asked. */
export interface LookUpRequest {
  /** Variants and places, as for a lint. */
  readonly options: LintOptions;
  /** Addresses of repositories a stranger's configuration may have read; undefined = all. */
  readonly guard: AddressGuard | undefined;
}

/** Looks the packages of one configuration up in its repositories; files of the findings are relative to it. */
export type LookUp = (dir: string, request: LookUpRequest) => Promise<readonly Finding[]>;
