import { posix } from 'node:path';
import type { LintContext } from './context.ts';

/** The directories of scripts beside treefiles that rpm-ostree runs at the end of a compose. */
export function finalizeDirectories({ tree, treefiles }: Pick<LintContext, 'tree' | 'treefiles'>): string[] {
  const directories = new Set(
    [...treefiles.keys()].map((path) => posix.join(posix.dirname(path), 'finalize.d')),
  );
  return [...directories].filter((path) => tree.isDirectory(path));
}
