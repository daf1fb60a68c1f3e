import { posix } from 'node:path';
import { isBuildArgsName, parseBuildArgs, type BuildArgs } from '../build-args/build-args.ts';
import type { Tree } from './tree.ts';

export type { BuildArgs } from '../build-args/build-args.ts';

/** Reads every build-args*.conf right in a directory of a tree. */
export function readBuildArgs(tree: Tree, directory = '.'): BuildArgs[] {
  return tree
    .names(directory)
    .filter(isBuildArgsName)
    .flatMap((name) => {
      const file = posix.join(directory, name);
      const text = tree.read(file);
      return text === undefined ? [] : [parseBuildArgs(file, text)];
    });
}
