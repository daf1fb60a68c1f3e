import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, posix, relative } from 'node:path';
import {
  isAlias,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Scalar,
} from 'yaml';
import { isInside } from '../files/inside.ts';
import { errorAt, MANIFEST, type TreeView } from './manifest-view.ts';

interface Reference {
  readonly path: string;
  readonly line: number;
  readonly isInclude: boolean;
}

/**
 * Follows every include of the manifest, of all architectures and whatever its conditions, and refuses the first that
 * leads out of the tree, before anything is flattened. Flattening opens nothing outside of the tree either
 * (`roots`), and sees what no scan does, such as the includes of kickstart files; this one says where a link leads, and
 * looks at the architectures nobody asked for.
 *
 * @throws UserError with file and line.
 */
export async function checkIncludesStayInside(view: TreeView, entry = MANIFEST): Promise<void> {
  const root = await realpath(view.out);
  const seen = new Set<string>();
  const queue = [await spelled(`${root}/${entry}`)];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const shown = relative(root, file);
    for (const reference of referencesOf(await readFile(file, 'utf8').catch(() => ''))) {
      const refuse = (why: string): never => {
        throw errorAt(
          view,
          { file: shown, line: reference.line },
          `${reference.path} ${why}; everything a configuration names has to be inside of it`,
        );
      };
      if (reference.path.startsWith('/')) refuse('is an absolute path');
      const target = posix.join(dirname(shown), reference.path);
      if (target === '..' || target.startsWith('../')) refuse('leads out of the configuration');
      // Not the tidied path: behind a link to a directory `..` is another one.
      const asOpened = `${dirname(file)}/${reference.path}`;
      if (!existsSync(asOpened)) continue;
      const next = await spelled(asOpened);
      for (const real of [await realpath(asOpened), next])
        if (!isInside(real, root)) refuse(`is a link to ${real}`);
      if (reference.isInclude) queue.push(next);
    }
  }
}

/** One spelling for each place a file can be opened at: includes start from its directory, not from where a link leads. */
async function spelled(path: string): Promise<string> {
  return `${await realpath(dirname(path)).catch(() => dirname(path))}/${basename(path)}`;
}

/** What a treefile names. A file that is no YAML names nothing here; flattening complains about it. */
function referencesOf(text: string): Reference[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, logLevel: 'silent' });
  const found: Reference[] = [];
  const add = (names: readonly string[], node: unknown, index: unknown): void => {
    const kind = kindOf(names);
    // Of [source, destination] only the source is a file of ours.
    if (kind === undefined || (names.at(-1) === 'add-files' && index !== 0)) return;
    for (const scalar of scalarsIn(node)) {
      if (typeof scalar.value !== 'string') continue;
      const { line } = lines.linePos(scalar.range?.[0] ?? 0);
      found.push({ path: scalar.value, line, isInclude: kind === 'include' });
    }
  };
  visit(document, {
    Scalar: (key, node, path) => {
      if (key !== 'key') add(namesOf(path, document), node, key);
    },
    Alias: (key, node, path) => {
      add(namesOf(path, document), node.resolve(document), key);
    },
  });
  return found;
}

/** The keys above a node, outermost first; a key can be written as a reference to a text elsewhere. */
function namesOf(path: readonly unknown[], document: Document): string[] {
  return path.flatMap((entry) => {
    if (!isPair(entry)) return [];
    const key: unknown = isAlias(entry.key) ? entry.key.resolve(document) : entry.key;
    return isScalar(key) ? [String(key.value)] : [];
  });
}

function kindOf(names: readonly string[]): 'include' | 'file' | undefined {
  const keys = names.join(' ');
  if (/^(include|arch-include \S+|conditional-include include)$/.test(keys)) return 'include';
  return /^(postprocess-script|add-files|check-(passwd|groups) filename)$/.test(keys) ? 'file' : undefined;
}

function scalarsIn(node: unknown): Scalar[] {
  if (isScalar(node)) return [node];
  return isSeq(node) ? node.items.flatMap(scalarsIn) : [];
}
