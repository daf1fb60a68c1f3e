import { KEYS, type KeyType } from './keys.ts';

/** What a value is read as, in the deserializer's terms. */
export type Shape =
  | { readonly is: 'bool' | 'string' | 'u32' | 'any' | 'include' | 'conditions' | 'time' }
  | { readonly is: 'variable' | 'releasever' | 'passwd-id' }
  /** Left as it stands, for whoever asked to look at. */
  | { readonly is: 'untouched' }
  | { readonly is: 'list' | 'set' | 'map'; readonly of: Shape }
  | { readonly is: 'pair'; readonly of: Shape }
  | { readonly is: 'enum'; readonly values: readonly string[] }
  | StructShape
  /** One structure or another, told apart by what fits. */
  | { readonly is: 'one-of'; readonly name: string; readonly variants: readonly StructShape[] }
  /** A structure whose member `type` says which other members there are. */
  | {
      readonly is: 'tagged';
      readonly name: string;
      readonly variants: Readonly<Record<string, StructShape>>;
    };

/** A map with known members. */
export interface StructShape {
  readonly is: 'struct';
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Members that are not known are refused instead of dropped. */
  readonly strict?: true;
}

/** A member of a structure. */
export interface Field {
  readonly shape: Shape;
  /** May be left out or null; `null` members are printed as null instead of being left out. */
  readonly optional?: true | 'null';
  /** What it is where it is left out. */
  readonly default?: string;
}

const STRING: Shape = { is: 'string' };
const U32: Shape = { is: 'u32' };
const STRINGS: Shape = { is: 'list', of: STRING };
const STRING_SET: Shape = { is: 'set', of: STRING };

const struct = (name: string, fields: Readonly<Record<string, Field>>): StructShape => ({
  is: 'struct',
  name,
  fields,
});

const check = (name: string, entry: Shape): Shape => ({
  is: 'tagged',
  name,
  variants: {
    none: struct('None', {}),
    previous: struct('Previous', {}),
    file: struct('CheckFile', { filename: { shape: STRING } }),
    data: struct('Data', { entries: { shape: { is: 'map', of: entry } } }),
  },
});

/** Keys whose values have members of their own. */
const STRUCTURED: Readonly<Record<string, Shape>> = {
  'repo-packages': {
    is: 'list',
    of: struct('RepoPackage', { repo: { shape: STRING }, packages: { shape: STRING_SET } }),
  },
  'ex-override-replace': {
    is: 'list',
    of: struct('RemoteOverrideReplace', {
      from: { shape: struct('RemoteOverrideReplaceFrom', { repo: { shape: STRING } }) },
      packages: { shape: STRING_SET },
    }),
  },
  initramfs: struct('DeriveInitramfs', {
    regenerate: { shape: { is: 'bool' } },
    etc: { shape: STRING_SET, optional: true },
    args: { shape: STRINGS, optional: true },
  }),
  custom: struct('DeriveCustom', {
    url: { shape: STRING },
    description: { shape: STRING, optional: true },
  }),
  rojig: struct('Rojig', {
    name: { shape: STRING },
    summary: { shape: STRING },
    license: { shape: STRING },
    description: { shape: STRING, optional: 'null' },
  }),
  'check-passwd': check('CheckPasswd', { is: 'passwd-id' }),
  'check-groups': check('CheckGroups', U32),
  include: { is: 'include' },
  'arch-include': { is: 'map', of: { is: 'include' } },
  'conditional-include': {
    is: 'list',
    of: struct('ConditionalInclude', {
      if: { shape: { is: 'conditions' } },
      include: { shape: { is: 'untouched' } },
    }),
  },
  variables: { is: 'map', of: { is: 'variable' } },
  'add-files': { is: 'list', of: { is: 'pair', of: STRING } },
};

/** All other keys. */
const PLAIN: Readonly<Record<KeyType, Shape>> = {
  bool: { is: 'bool' },
  string: STRING,
  u32: U32,
  'string-or-int': { is: 'releasever' },
  strings: STRINGS,
  'string-map': { is: 'map', of: STRING },
  'string-lists': { is: 'list', of: STRINGS },
  'any-map': { is: 'map', of: { is: 'any' } },
  map: { is: 'any' },
  entries: { is: 'any' },
};

/** How the value of a treefile's key is read. */
export function shapeOf(key: string): Shape {
  const structured = STRUCTURED[key];
  if (structured !== undefined) return structured;
  const spec = KEYS[key];
  if (spec?.values !== undefined) return { is: 'enum', values: spec.values };
  return spec === undefined ? { is: 'any' } : PLAIN[spec.type];
}
