import type { Location } from '../errors.ts';
import type { Tree } from './tree.ts';
import {
  entriesOf,
  memberOf,
  readLocated,
  textOf,
  TreefileError,
  type Entry,
  type Located,
} from './treefile.ts';

/** A lock file right beside the manifest. */
export interface Lockfile {
  readonly file: string;
  /** `manifest-lock.overrides…`: what is laid over the generated one. */
  readonly isOverride: boolean;
  /** undefined for one of all architectures. */
  readonly arch: string | undefined;
  readonly root: Located | undefined;
  readonly error: { readonly message: string; readonly at: Location } | undefined;
  readonly packages: readonly LockedPackage[];
}

/** One entry of `packages`. */
export interface LockedPackage extends Entry {
  readonly evr: string | undefined;
  readonly evra: string | undefined;
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
    const root = readLocated(file, text);
    const packages = entriesOf(memberOf(root, 'packages')).map((entry) => ({
      ...entry,
      evr: stringOf(memberOf(entry.value, 'evr')),
      evra: stringOf(memberOf(entry.value, 'evra')),
    }));
    return { root, error: undefined, packages };
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    const at = error.location ?? { file };
    return { root: undefined, error: { message: error.upstream, at }, packages: [] };
  }
}

function stringOf(node: Located | undefined): string | undefined {
  return typeof node?.scalar === 'string' ? textOf(node) : undefined;
}

/** Epoch, version and release of a locked package; its architecture where it says one. */
export function versionOf({
  evr,
  evra,
}: LockedPackage): { evr: string; arch: string | undefined } | undefined {
  if (evr !== undefined) return { evr, arch: undefined };
  if (evra === undefined) return undefined;
  const dot = evra.lastIndexOf('.');
  return dot < 0 ? undefined : { evr: evra.slice(0, dot), arch: evra.slice(dot + 1) };
}
