import type { Location } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { AddressGuard } from '../net/address-guard.ts';
import type { RetryPolicy } from '../net/retry.ts';

/** A repository as a .repo file defines it. */
export interface RepositoryDefinition {
  readonly id: string;
  /** Values by key, variables not filled in. */
  readonly values: ReadonlyMap<string, string>;
  /** Its section's first line. */
  readonly location: Location;
}

/** A repository the manifest uses. */
export interface UsedRepository {
  readonly id: string;
  /** Where it is asked for; the .repo file's own line when no manifest names it. */
  readonly origin: Location;
  /** Its packages count only at the versions the lock files give (`lockfile-repos`). */
  readonly lockedOnly?: boolean;
}

/** A package string of the flattened manifest. */
export interface Want {
  /** Name, NEVRA, capability, path, pattern or `name >= version`. */
  readonly text: string;
  /** Every place that asks for it. */
  readonly origins: readonly Location[];
  /** The only repository it may come from (`repo-packages`). */
  readonly repository?: string;
}

/** A package a lock file pins. */
export interface LockedPackage {
  readonly name: string;
  /** `[epoch:]version-release`. */
  readonly evr: string;
  /** Undefined where the lock leaves it open. */
  readonly arch: string | undefined;
  /** `sha256:…` of the package, where the lock has it. */
  readonly digest: string | undefined;
  readonly origin: Location;
}

/** How metadata are fetched. */
export interface MetadataNetwork {
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
  /** Which addresses may be read; undefined = all. */
  readonly guard?: AddressGuard | undefined;
  /** Default: three attempts within a minute. */
  readonly policy?: RetryPolicy;
}

/** What {@link checkPackages} is asked. */
export interface CheckRequest {
  /** All that are defined, whether they are used or not. */
  readonly repositories: readonly RepositoryDefinition[];
  readonly used: readonly UsedRepository[];
  /** rpm's name of the architecture. */
  readonly basearch: string;
  /** Values of `$name` in .repo files; `releasever` among them, `basearch` and `arch` are added. */
  readonly variables: Readonly<Record<string, string>>;
  readonly wants: readonly Want[];
  readonly locked: readonly LockedPackage[];
  /** Names the manifest excludes from all repositories. */
  readonly excluded: readonly string[];
  /**
   * Repositories belong to the build that are not among these. What was not found is told at this place then, as
   * `package-not-found`, and nothing is called missing that they may have.
   */
  readonly open?: Location | undefined;
  /** Absolute directory; metadata are kept below it by their checksum. */
  readonly cacheDir: string;
  readonly network: MetadataNetwork;
}
