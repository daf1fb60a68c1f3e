/** A package of one build. */
export interface ChangedPackage {
  readonly name: string;
  /** `[epoch:]version-release`, an epoch of 0 left out. */
  readonly evr: string;
  /** Empty where a lock file leaves it open. */
  readonly arch: string;
  /** Bytes installed; absent where that is not known. */
  readonly size?: number;
}

/** A package that took another's place. */
export interface ReplacedPackage {
  readonly name: string;
  readonly before: ChangedPackage;
  readonly after: ChangedPackage;
  /** The same version built again: only the release is another one. */
  readonly rebuilt: boolean;
  /** Other versions of the package that both builds have; absent where there are none. */
  readonly beside?: readonly string[];
}

/** What is different between the packages of two builds; every list is sorted by name. */
export interface PackageChanges {
  readonly added: readonly ChangedPackage[];
  readonly removed: readonly ChangedPackage[];
  readonly upgraded: readonly ReplacedPackage[];
  readonly downgraded: readonly ReplacedPackage[];
  /** Neither newer nor older to rpm: another architecture, or the same version written otherwise. */
  readonly replaced: readonly ReplacedPackage[];
  /** Number of packages both builds have. */
  readonly unchanged: number;
  /** Number of packages in each build. */
  readonly before: number;
  readonly after: number;
  /** Bytes of all packages installed; absent where some size is not known. */
  readonly size?: Sides<number>;
}

/** Two values. */
export interface Sides<T> {
  readonly before: T;
  readonly after: T;
}

/** Names that came, went and stayed with another content. */
export interface NamedChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** A list whose order means something. */
export interface OrderedChanges extends NamedChanges {
  /** What both have and that is not in the same order any more: both orders of it; null when the order is the same. */
  readonly order: Sides<readonly string[]> | null;
}

/** Where a configuration comes from: a repository, and a commit of it. */
export interface SourceChange extends Sides<{ readonly url: string; readonly commit: string }> {
  /** Page that compares both commits, where the host is known to have one. */
  readonly link?: string;
}

/** An image both builds have. Which images there are is what was asked for, and no change of the system. */
export interface ImageChange {
  readonly kind: string;
  /** Bytes; absent where that is not known. */
  readonly before?: number;
  readonly after?: number;
  /** Byte for byte. */
  readonly same: boolean;
}

/** Which build a side is. */
export interface BuildLabel {
  readonly buildId?: string;
  readonly ostreeCommit?: string;
  /** RFC 3339. */
  readonly finished?: string;
  /** Page of the run it was made by. */
  readonly url?: string;
}

/**
 * What is different between two builds: `changes.json` of the metadata artifact. A part that is null is the same in
 * both; one that is absent could not be compared, because one of the builds does not say it.
 */
export interface Changes {
  readonly schema: 1;
  readonly before: BuildLabel;
  readonly after: BuildLabel;
  /**
   * False when every part that could be compared is the same. What a build is called, when it was made, that
   * repositories moved and the bytes of the images do not count: all of that changes where nothing else does.
   */
  readonly different: boolean;
  readonly packages: PackageChanges;
  readonly target?: Sides<string | null> | null;
  readonly ref?: Sides<string> | null;
  readonly base?: SourceChange | null;
  /**
   * Repository of the workflow, and the commit its run was started at: where the configuration comes from. It does not
   * count as a difference: what of it goes into the build shows in the other parts.
   */
  readonly source?: SourceChange | null;
  readonly release?: Sides<{ readonly nevr: string; readonly sha256: string } | null> | null;
  readonly assembler?: Sides<{ readonly reference: string; readonly digest: string }> | null;
  /** Files of the rendered configuration. */
  readonly config?: NamedChanges | null;
  readonly layers?: OrderedChanges | null;
  readonly scripts?: OrderedChanges | null;
  /** Parts of the fingerprint that are not the same, such as `repository:baseos`; what else is compared is left out. */
  readonly moved?: readonly string[] | null;
  /** Every image that both builds have. */
  readonly images?: readonly ImageChange[];
}
