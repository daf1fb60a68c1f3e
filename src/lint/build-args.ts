import { isBuildArgsName, parseBuildArgs, type BuildArgs } from '../build-args/build-args.ts';
import type { Tree } from './tree.ts';

export { releaseverOf, variablesOf, type BuildArgs } from '../build-args/build-args.ts';

/** Reads every build-args*.conf at the root of a tree. */
export function readBuildArgs(tree: Tree): BuildArgs[] {
  return tree
    .names('.')
    .filter(isBuildArgsName)
    .flatMap((file) => {
      const text = tree.read(file);
      return text === undefined ? [] : [parseBuildArgs(file, text)];
    });
}
