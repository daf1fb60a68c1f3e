import { posix } from 'node:path';
import type { LintContext } from './context.ts';
import type { Tree, TreeEntry } from './tree.ts';

/** A directory of overlay.d/, which becomes a layer. */
interface Overlay {
  readonly name: string;
  /** `overlay.d/NAME`. */
  readonly path: string;
  /** Everything in it. */
  readonly entries: readonly TreeEntry[];
}

const known = new WeakMap<Tree, readonly Overlay[]>();

/** The overlays at the root of a tree; they are walked once for all rules. */
export function overlaysOf({ tree }: Pick<LintContext, 'tree'>): readonly Overlay[] {
  const before =
    known.get(tree) ??
    tree.names('overlay.d').flatMap((name) => {
      const path = `overlay.d/${name}`;
      return tree.isDirectory(path) ? [{ name, path, entries: tree.below(path) }] : [];
    });
  known.set(tree, before);
  return before;
}

/** Where a file of an overlay is on the host, with a leading `/`; `etc` is where it is seen at run time. */
export function onHost(overlay: Overlay, path: string): string {
  const inside = posix.relative(overlay.path, path);
  return `/${inside.replace(/^usr\/etc\//, 'etc/')}`;
}
