import { posix } from 'node:path';
import { handedBy, manifestOf, type HandedArgs } from '../build-args/handed.ts';
import { readBuildArgs } from './build-args.ts';
import type { Reach } from './reach.ts';
import type { Tree } from './tree.ts';
import { entriesOf, readTreefile, type Treefile } from './treefile.ts';

/** Build arguments of an assembler that is asked for no variant. */
const DEFAULT = 'build-args.conf';

/**
 * What a manifest no build arguments name gets by those of its base: the first directory, of those it includes files
 * of, that has any. They are the ones whose manifest it includes; of a base it takes only parts of, the default ones,
 * or where there are none all. What the manifest says itself counts before them: it may be built without.
 */
export function inheritedArgs(tree: Tree, entry: string, reach: Reach): HandedArgs[] {
  const reached = reach.from(entry);
  for (const directory of new Set(reached.flatMap(directoriesOf))) {
    const all = readBuildArgs(tree, directory);
    const taken = all.filter((args) => reached.includes(posix.join(directory, manifestOf(args))));
    const standing = all.filter(({ file }) => posix.basename(file) === DEFAULT);
    // At the root they name the manifests they are for, and are for no other.
    const parts = directory === '.' ? [] : standing.length > 0 ? standing : all;
    const found = taken.length > 0 ? taken : parts;
    if (found.length === 0) continue;
    const { entries } = readTreefile(entry, tree.read(entry) ?? '');
    return found.map((args) => withoutOwn(handedBy(args), entries));
  }
  return [];
}

/** Directories a file lies in, outermost first; a file beside the tree is nobody's base. */
function directoriesOf(path: string): string[] {
  if (path.startsWith('/') || path.startsWith('../')) return [];
  const parts = path.split('/').slice(0, -1);
  return ['.', ...parts.map((_part, index) => parts.slice(0, index + 1).join('/'))];
}

function withoutOwn(handed: HandedArgs, entries: Treefile['entries']): HandedArgs {
  const own = new Set(
    entries.flatMap(({ name, value }) =>
      name === 'variables' ? entriesOf(value).map((one) => one.name) : [],
    ),
  );
  const hasReleasever = entries.some(({ name }) => name === 'releasever');
  return {
    file: handed.file,
    variables: Object.fromEntries(Object.entries(handed.variables).filter(([name]) => !own.has(name))),
    releasever: hasReleasever ? undefined : handed.releasever,
  };
}
