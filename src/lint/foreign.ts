import type { Tree } from './tree.ts';

/**
 * True for a path in a configuration of its own below the one that is looked at: a base in a submodule, or one the
 * build put there. What is only untidy in it is for its maintainers to tidy.
 */
export function isForeign(tree: Tree, path: string): boolean {
  const [top = '', ...rest] = path.split('/');
  if (rest.length === 0) return false;
  return (
    tree.names(top).some((name) => /^manifest(?:-[^/]*)?\.yaml$/.test(name)) ||
    submodulesOf(tree).includes(top)
  );
}

/** Paths .gitmodules names. */
export function submodulesOf(tree: Tree): string[] {
  return [...(tree.read('.gitmodules') ?? '').matchAll(/^\s*path\s*=\s*(.*?)\s*$/gm)].map(
    ([, path = '']) => path,
  );
}
