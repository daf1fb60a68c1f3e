import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, posix, sep } from 'node:path';
import { isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Scalar } from 'yaml';
import { errorAt, MANIFEST, type TreeView } from './manifest-view.ts';

interface Reference {
  readonly path: string;
  readonly line: number;
  readonly isInclude: boolean;
}

/**
 * Follows every include of the manifest, of all architectures and whatever its conditions, and refuses the first that
 * leads out of the tree. This has to happen before anything is flattened: flattening opens what is named.
 *
 * @throws UserError with file and line.
 */
export async function checkIncludesStayInside(view: TreeView, entry = MANIFEST): Promise<void> {
  const root = await realpath(view.out);
  const seen = new Set<string>();
  const queue = [entry];
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const reference of referencesOf(await readFile(join(root, file), 'utf8').catch(() => ''))) {
      const target = posix.join(dirname(file), reference.path);
      const refuse = (why: string): never => {
        throw errorAt(
          view,
          { file, line: reference.line },
          `${reference.path} ${why}; everything a configuration names has to be inside of it`,
        );
      };
      if (reference.path.startsWith('/')) refuse('is an absolute path');
      if (target === '..' || target.startsWith('../')) refuse('leads out of the configuration');
      if (!existsSync(join(root, target))) continue;
      const real = await realpath(join(root, target));
      if (!real.startsWith(`${root}${sep}`)) refuse(`is a link to ${real}`);
      if (reference.isInclude) queue.push(target);
    }
  }
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
      if (key !== 'key') add(namesOf(path), node, key);
    },
    Alias: (key, node, path) => {
      add(namesOf(path), node.resolve(document), key);
    },
  });
  return found;
}

/** The keys above a node, outermost first. */
function namesOf(path: readonly unknown[]): string[] {
  return path.flatMap((entry) => (isPair(entry) && isScalar(entry.key) ? [String(entry.key.value)] : []));
}

function kindOf(names: readonly string[]): 'include' | 'file' | undefined {
  const spelled = names.join(' ');
  if (/^(include|arch-include \S+|conditional-include include)$/.test(spelled)) return 'include';
  return /^(postprocess-script|add-files|check-(passwd|groups) filename)$/.test(spelled) ? 'file' : undefined;
}

function scalarsIn(node: unknown): Scalar[] {
  if (isScalar(node)) return [node];
  return isSeq(node) ? node.items.flatMap(scalarsIn) : [];
}
