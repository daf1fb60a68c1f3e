import type { Location } from '../errors.ts';
import { readLockDocument, type LockEntry } from '../lock-files/read.ts';
import type { Tree } from './tree.ts';
import { lockfileIn, TreefileError, type Located } from './treefile.ts';

export { versionOf, type LockEntry as LockedPackage } from '../lock-files/read.ts';

/** A lock file right beside the manifest. */
export interface Lockfile {
  readonly file: string;
  /** `manifest-lock.overrides…`: what is laid over the generated one. */
  readonly isOverride: boolean;
  /** undefined for one of all architectures. */
  readonly arch: string | undefined;
  readonly root: Located | undefined;
  readonly error: { readonly message: string; readonly at: Location } | undefined;
  readonly packages: readonly LockEntry[];
}

const NAME = /^manifest-lock\.(?:(overrides)\.)?(?:([a-z0-9_]+)\.)?(?:json|ya?ml)$/;

const known = new WeakMap<Tree, readonly Lockfile[]>();

/** Every lock file at the root of a tree, generated ones first; they are read once for all rules. */
export function readLockfiles(tree: Tree): readonly Lockfile[] {
  const before = known.get(tree) ?? readAll(tree);
  known.set(tree, before);
  return before;
}

function readAll(tree: Tree): Lockfile[] {
  return tree
    .names('.')
    .flatMap((file) => {
      const match = NAME.exec(file);
      const text = match === null ? undefined : tree.read(file);
      if (match === null || text === undefined) return [];
      const arch = match[2] === 'overrides' ? undefined : match[2];
      return [
        { file, isOverride: match[1] !== undefined || match[2] === 'overrides', arch, ...parse(file, text) },
      ];
    })
    .sort((one, two) => Number(one.isOverride) - Number(two.isOverride));
}

function parse(file: string, text: string): Pick<Lockfile, 'root' | 'error' | 'packages'> {
  try {
    const { root, entries } = readLockDocument(file, text);
    return { root, error: undefined, packages: entries };
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    const at = error.location ?? { file };
    return { root: undefined, error: { message: error.upstream, at }, packages: [] };
  }
}

/** Why rpm-ostree refuses a lock file, at the first thing it stumbles over; undefined when it takes it. */
export function refusalOf({ file, root }: Pick<Lockfile, 'file' | 'root'>): Lockfile['error'] {
  try {
    lockfileIn(file, root);
    return undefined;
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    return { message: error.upstream, at: error.location ?? { file } };
  }
}
