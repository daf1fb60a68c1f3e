import { dirname, posix } from 'node:path';
import { TreefileError } from './error.ts';
import type { FileContext } from './file-context.ts';
import { checkInRoots } from './inside-roots.ts';
import { parseKickstart, type Kickstart } from './kickstart.ts';
import type { Located } from './located.ts';
import { openFile } from './open-file.ts';
import type { IncludeEdge } from './types.ts';

/** Upstream's limit, against running out of stack. */
const MAX_FILES = 256;

/**
 * Reads a kickstart file with all it includes. Its includes start from the directory of the first file and may not
 * leave it; they are no treefiles, so a file may be included here and there as well.
 *
 * @returns the treefile it stands for.
 * @throws TreefileError
 */
export function loadKickstart(path: string, context: FileContext, edge?: IncludeEdge): Map<string, Located> {
  const loaded = new Set<string>();
  const directory = dirname(path);
  const read = (file: string, from: IncludeEdge | undefined): Kickstart[] => {
    const { text, identity } = open(file, context, from);
    if (loaded.has(identity)) refuse(`Recursive include: ${posix.relative(directory, file)}`, file, from);
    loaded.add(identity);
    if (loaded.size >= MAX_FILES) refuse(`Condition failed: \`loaded.len() < MAX_INCLUDES\``, file, from);
    context.onFile({ path: file, format: 'kickstart', includedBy: from, root: undefined, entries: [] });
    const kickstart = parseKickstart(text, file);
    const included = kickstart.includes.flatMap(({ path: name, origin }) => {
      const target = `${directory}/${name}`;
      const next: IncludeEdge = { kind: 'kickstart-include', from: file, origin };
      const leaves = name.startsWith('/') || /^\.\.(\/|$)/.test(posix.normalize(name));
      if (leaves) refuse(`Opening ${name}: a path led outside of the filesystem`, file, next);
      return read(target, next);
    });
    return [kickstart, ...included];
  };
  return asTreefile(read(path, edge), path);
}

function refuse(words: string, file: string, from: IncludeEdge | undefined): never {
  throw new TreefileError(words, from?.origin ?? { file });
}

function open(
  file: string,
  context: FileContext,
  from: IncludeEdge | undefined,
): ReturnType<typeof openFile> {
  const resolved = context.resolve(file);
  // The check of its name below is rpm-ostree's own, which a link gets past.
  checkInRoots(file, resolved, context.roots, from?.origin);
  try {
    return openFile(file, resolved, from?.origin);
  } catch (error) {
    if (!(error instanceof TreefileError) || from?.kind !== 'kickstart-include') throw error;
    return refuse(
      error.upstream.replace(/^Can't open file .* for reading: /s, `Opening ${file.replace(/^\.\//, '')}: `),
      file,
      from,
    );
  }
}

function asTreefile(files: readonly Kickstart[], path: string): Map<string, Located> {
  const origin = { file: path, line: 1, column: 1 };
  const list = (items: readonly Located[]): Located => ({ scalar: undefined, items, origin });
  const weakdeps = files.findLast(({ excludeWeakdeps }) => excludeWeakdeps !== undefined)?.excludeWeakdeps;
  return new Map([
    ['packages', list(files.flatMap(({ install }) => install))],
    ['exclude-packages', list(files.flatMap(({ excludes }) => excludes))],
    ...(weakdeps === undefined
      ? []
      : ([['recommends', { scalar: false, origin: weakdeps }]] satisfies [string, Located][])),
  ]);
}
