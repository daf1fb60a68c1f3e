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
  /** Read from the file at once, with path and position in errors; all other keys are buffered first. */
  readonly direct?: true;
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
const direct = (type: KeyType, merge: MergeKind): KeySpec => ({ type, merge, direct: true });

/** Every key of rpm-ostree v2026.2, in the order `--print-only` prints them (that of its structures). */
export const KEYS: Readonly<Record<string, KeySpec>> = {
  packages: direct('strings', 'set'),
  'repo-packages': direct('entries', 'list'),
  cliwrap: direct('bool', 'first'),
  'cliwrap-binaries': direct('strings', 'list'),
  'base-refspec': derive('string', 'first'),
  'container-image-reference': derive('string', 'first'),
  'packages-local': derive('string-map', 'map'),
  'packages-local-fileoverride': derive('string-map', 'map'),
  'override-remove': derive('strings', 'set'),
  'ex-override-replace': derive('entries', 'list'),
  'override-replace-local': derive('string-map', 'map'),
  initramfs: derive('map', 'first'),
  custom: derive('map', 'first'),
  'override-commit': derive('string', 'first'),
  'unconfigured-state': derive('string', 'first'),
  edition: first('string', ['2014', '2024']),
  ref: first('string'),
  metadata: { type: 'any-map', merge: 'map' },
  basearch: first('string'),
  variables: { type: 'any-map', merge: 'map', hidden: true },
  repovars: { type: 'string-map', merge: 'map', hidden: true },
  rojig: first('map'),
  repos: LIST,
  'lockfile-repos': LIST,
  selinux: first('bool'),
  'ignore-devices': first('bool'),
  'selinux-label-version': first('u32'),
  ima: first('bool'),
  'gpg-key': first('string'),
  // What a file includes is taken out of it; only an include inside an inline body gets as far as being merged.
  include: first('strings'),
  'arch-include': { type: 'any-map', merge: 'none', hidden: true },
  'conditional-include': { type: 'entries', merge: 'none', hidden: true },
  'bootstrap-packages': SET,
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
  'postprocess-script': first('string'),
  postprocess: LIST,
  'add-files': { type: 'string-lists', merge: 'list' },
  'remove-files': LIST,
  'remove-from-packages': { type: 'string-lists', merge: 'list' },
  'add-commit-metadata': { type: 'any-map', merge: 'map' },
  'repo-metadata': first('string', ['inline', 'detached', 'disabled']),
  'advisories-metadata': first('string', ['inline', 'detached', 'disabled']),
  rpmdb: first('string', ['bdb', 'b-d-b', 'sqlite', 'ndb', 'target', 'host']),
  'rpmdb-normalize': first('bool'),
  'container-cmd': first('strings'),
  sysusers: first('string', ['compose-auto', 'compose-forced']),
};

/** Underscore spellings that are still taken, and what they stand for. */
export const ALIASES: Readonly<Record<string, string>> = {
  gpg_key: 'gpg-key',
  boot_location: 'boot-location',
  default_target: 'default-target',
  automatic_version_prefix: 'automatic-version-prefix',
};

/** The key's entry in {@link KEYS}; undefined for what is none. */
export function keySpec(key: string): KeySpec | undefined {
  return Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
}

/** True for a key a treefile may have, `packages-<arch>` included. */
export function isTreefileKey(key: string): boolean {
  return Object.hasOwn(KEYS, key) || Object.hasOwn(ALIASES, key) || isArchPackages(key);
}

/** `packages-<arch>`; two keys of client-side treefiles begin alike. */
export function isArchPackages(key: string): boolean {
  return key.startsWith('packages-') && !Object.hasOwn(KEYS, key);
}
