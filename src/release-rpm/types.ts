/** What became of the check of a package's OpenPGP signature. */
export interface SignatureReport {
  /**
   * `verified`: a given key made it; `unsigned`: there is none; `no-key`: there is one and no key was given;
   * `unknown-key`: made by a key that was not given; `bad`: made over other bytes, or by a given key that may not;
   * `unreadable`: there is something else in its place.
   */
  readonly status: 'verified' | 'unsigned' | 'no-key' | 'unknown-key' | 'bad' | 'unreadable';
  /** 16 lower-case hex digits of the signing key, or null when there is no signature. */
  readonly keyId: string | null;
  /** True when the digest or the key is no longer considered strong (SHA-1, MD5, DSA-1024, RSA under 2048). */
  readonly weak?: boolean;
  /** What is weak, for people. */
  readonly weakness?: string;
  /** Of `bad`: why. */
  readonly reason?: string;
  /** Of `verified`: the day (YYYY-MM-DD) its key, or it itself, stopped to be valid, when that is over. */
  readonly expired?: string;
  /** True when it was made after that day. */
  readonly signedLater?: boolean;
}

/** One file of the package as its header lists it; `mode` is the full st_mode. */
export interface PackageFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

/** One `[section]` of a .repo file of the release rpm. */
export interface ReleaseRepo {
  /** Path inside the package, without a leading slash. */
  readonly file: string;
  readonly id: string;
  readonly name: string;
  readonly baseurl: readonly string[];
  readonly metalink?: string;
  readonly mirrorlist?: string;
  readonly enabled: boolean;
  /** null when the section does not say. */
  readonly gpgcheck: boolean | null;
  readonly gpgkey: readonly string[];
  /** True when the target and arch asked for use it, after the disables of the package's %post. */
  readonly chosen: boolean;
}

/** The JSON of `ovirt-node-image release --json`. */
export interface ReleaseReport {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  /** Of the whole package file. */
  readonly sha256: string;
  readonly signature: SignatureReport;
  readonly files: readonly PackageFile[];
  readonly repos: readonly ReleaseRepo[];
  /** Repositories the base must provide for ovirt-host to be installable: `crb`, `epel`. */
  readonly needs: readonly string[];
}

/** A chosen .repo file, ready to be written next to a manifest. */
export interface ReleaseRepoFile {
  /** Base name, ends in `.repo`. */
  readonly name: string;
  /** The file's text with old placeholders filled in and the disables of %post applied; comments survive. */
  readonly text: string;
  readonly repos: readonly ReleaseRepo[];
}

/** A public key file the package ships (below etc/pki/rpm-gpg/ or usr/share/). */
export interface ReleaseKeyFile {
  /** Path inside the package, without a leading slash. */
  readonly path: string;
  readonly content: Buffer;
}

/** A verified release rpm, opened for one target and arch. */
export interface OpenedRelease {
  readonly report: ReleaseReport;
  readonly repoFiles: readonly ReleaseRepoFile[];
  readonly keyFiles: readonly ReleaseKeyFile[];
  /** The targets its repo files are for (`el9`, `el10`, `fc31`), sorted; empty when its files name none. */
  readonly targets: readonly string[];
}
