/** How a key of an included treefile meets the same key of its includer. */
export type MergeKind = 'first' | 'list' | 'set' | 'map' | 'none';

/** What a value must be. */
export type KeyType =
  | 'bool'
  | 'string'
  | 'u32'
  | 'strings'
  | 'string-or-int'
  | 'map'
  | 'string-map'
  | 'string-lists'
  | 'any-map'
  | 'entries';

/** One key of a treefile. */
export interface KeySpec {
  readonly type: KeyType;
  readonly merge: MergeKind;
  /** Values of an enumeration. */
  readonly values?: readonly string[];
  /** Only client-side treefiles may have it. */
  readonly derive?: true;
  /** Parsed and merged, never printed. */
  readonly hidden?: true;
}

const first = (type: KeyType, values?: readonly string[]): KeySpec =>
  values === undefined ? { type, merge: 'first' } : { type, merge: 'first', values };
const LIST: KeySpec = { type: 'strings', merge: 'list' };
const SET: KeySpec = { type: 'strings', merge: 'set' };
const derive = (type: KeyType, merge: MergeKind): KeySpec => ({ type, merge, derive: true });

/** Every key of rpm-ostree v2026.2, in the order `--print-only` prints them. */
export const KEYS: Readonly<Record<string, KeySpec>> = {
  packages: SET,
  'repo-packages': { type: 'entries', merge: 'list' },
  cliwrap: first('bool'),
  'cliwrap-binaries': LIST,
  edition: first('string', ['2014', '2024']),
  ref: first('string'),
  metadata: { type: 'any-map', merge: 'map' },
  basearch: first('string'),
  variables: { type: 'any-map', merge: 'none', hidden: true },
  repovars: { type: 'string-map', merge: 'map', hidden: true },
  rojig: first('map'),
  repos: LIST,
  'lockfile-repos': LIST,
  selinux: first('bool'),
  'selinux-label-version': first('u32'),
  'ignore-devices': first('bool'),
  ima: first('bool'),
  'gpg-key': first('string'),
  include: { type: 'strings', merge: 'none', hidden: true },
  'arch-include': { type: 'any-map', merge: 'none', hidden: true },
  'conditional-include': { type: 'entries', merge: 'none', hidden: true },
  'bootstrap-packages': { type: 'strings', merge: 'none' },
  'ostree-layers': LIST,
  'ostree-override-layers': LIST,
  'exclude-packages': LIST,
  'platform-module': { type: 'string', merge: 'none' },
  container: first('bool'),
  recommends: first('bool'),
  documentation: first('bool'),
  'install-langs': LIST,
  'initramfs-args': LIST,
  'no-initramfs': first('bool'),
  'readonly-executables': first('bool'),
  'remove-from-packages': { type: 'string-lists', merge: 'list' },
  'remove-files': LIST,
  'add-files': { type: 'string-lists', merge: 'list' },
  postprocess: LIST,
  'postprocess-script': first('string'),
  'boot-location': first('string', ['new', 'modules', 'kernel-install']),
  'tmp-is-dir': first('bool'),
  'opt-usrlocal': first('string', ['var', 'root', 'state-overlay', 'stateoverlay']),
  units: LIST,
  'default-target': first('string'),
  'machineid-compat': first('bool'),
  releasever: first('string-or-int'),
  'automatic-version-prefix': first('string'),
  'automatic-version-suffix': first('string'),
  'mutate-os-release': first('string'),
  'etc-group-members': LIST,
  'preserve-passwd': first('bool'),
  'check-passwd': first('map'),
  'check-groups': first('map'),
  'ignore-removed-users': SET,
  'ignore-removed-groups': SET,
  'add-commit-metadata': { type: 'any-map', merge: 'map' },
  'repo-metadata': first('string', ['inline', 'detached', 'disabled']),
  'advisories-metadata': first('string', ['inline', 'detached', 'disabled']),
  rpmdb: first('string', ['bdb', 'b-d-b', 'sqlite', 'ndb', 'target', 'host']),
  'rpmdb-normalize': first('bool'),
  'container-cmd': first('strings'),
  sysusers: first('string', ['compose-auto', 'compose-forced']),
  'base-refspec': derive('string', 'first'),
  'container-image-reference': derive('string', 'first'),
  'override-commit': derive('string', 'first'),
  'unconfigured-state': derive('string', 'first'),
  initramfs: derive('map', 'first'),
  custom: derive('map', 'first'),
  'packages-local': derive('string-map', 'map'),
  'packages-local-fileoverride': derive('string-map', 'map'),
  'override-replace-local': derive('string-map', 'map'),
  'override-remove': derive('strings', 'set'),
  'ex-override-replace': derive('entries', 'list'),
};

/** Underscore spellings that are still taken, and what they stand for. */
export const ALIASES: Readonly<Record<string, string>> = {
  gpg_key: 'gpg-key',
  boot_location: 'boot-location',
  default_target: 'default-target',
  automatic_version_prefix: 'automatic-version-prefix',
};

/** True for a key a treefile may have, `packages-<arch>` included. */
export function isTreefileKey(key: string): boolean {
  return Object.hasOwn(KEYS, key) || Object.hasOwn(ALIASES, key) || isArchPackages(key);
}

/** `packages-<arch>`; two keys of client-side treefiles begin alike. */
export function isArchPackages(key: string): boolean {
  return key.startsWith('packages-') && !key.startsWith('packages-local');
}
