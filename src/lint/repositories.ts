import { posix } from 'node:path';
import { readRepoFile, type RepoSection } from '../release-rpm/repo-file.ts';
import type { Tree } from './tree.ts';

/** One section of a .repo file of the tree. */
export interface Repository extends RepoSection {
  readonly file: string;
}

const known = new WeakMap<Tree, Map<string, readonly Repository[]>>();

/**
 * Every repository of the .repo files right in a directory of the tree; templates are filled in already. They are read
 * once for all rules and variants.
 */
export function repositoriesIn(tree: Tree, directory = '.'): readonly Repository[] {
  const before = known.get(tree) ?? new Map<string, readonly Repository[]>();
  known.set(tree, before);
  const repositories = before.get(directory) ?? readRepositories(tree, directory);
  before.set(directory, repositories);
  return repositories;
}

function readRepositories(tree: Tree, directory: string): Repository[] {
  return tree
    .names(directory)
    .filter((name) => name.endsWith('.repo'))
    .flatMap((name) => {
      const file = posix.join(directory, name);
      return readRepoFile(tree.read(file) ?? '').map((section) => ({ ...section, file }));
    });
}

/** The line of a key of a repository, 1-based; its header's when it has no such key. */
export function lineOfKey(repository: Repository, key: string): number {
  return (repository.lines.get(key)?.[0] ?? repository.line) + 1;
}
