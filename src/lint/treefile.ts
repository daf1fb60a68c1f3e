import { writeFileSync } from 'node:fs';
import { isAbsolute, join, posix, relative } from 'node:path';
import { includingTreefile, type HandedArgs } from '../build-args/handed.ts';
import type { Location } from '../errors.ts';
import { parseCondition, type Condition } from '../treefile/conditions.ts';
import { TreefileError } from '../treefile/error.ts';
import { flatten } from '../treefile/flatten.ts';
import { keyText, type Located } from '../treefile/located.ts';
import { readJson } from '../treefile/read-json.ts';
import { readYaml } from '../treefile/read-yaml.ts';
import { kickstartEntries } from './kickstart.ts';
import type { Tree } from './tree.ts';
import { once, type TreefileCache } from '../treefile/treefile-cache.ts';
import type { Flattened, Origin } from '../treefile/types.ts';

// The only module of this room that calls the treefile engine: what it exports may change, and changes here alone.

export { holds, type Condition, type VariableValue } from '../treefile/conditions.ts';
export { ALIASES, isArchPackages, isTreefileKey, KEYS } from '../treefile/keys.ts';
export { keyText, plain, type Located } from '../treefile/located.ts';
export { readLocated } from '../treefile/read-located.ts';
export { splitPackages } from '../treefile/split.ts';
export { TreefileCache } from '../treefile/treefile-cache.ts';
export { TreefileError } from '../treefile/error.ts';
export { lockfileIn } from '../treefile/read-lockfile.ts';
export type { Origin } from '../treefile/types.ts';

/** One key of a mapping and its value. */
export interface Entry {
  readonly name: string;
  readonly key: Located;
  readonly value: Located;
}

/** One treefile as far as it can be read. */
export interface Treefile {
  /** Relative to the tree, normalised. */
  readonly path: string;
  readonly text: string;
  readonly format: 'yaml' | 'json' | 'kickstart';
  /** Keys in the order of the file, those given twice as well; empty for a file that cannot be read. */
  readonly entries: readonly Entry[];
  readonly error: { readonly message: string; readonly at: Location } | undefined;
}

/** The keys of a mapping; empty for anything else. */
export function entriesOf(node: Located | undefined): Entry[] {
  return (node?.entries ?? []).map(({ key, value }) => ({ name: keyText(key), key, value }));
}

/** A member of a mapping; of one that is there twice the last. */
export function memberOf(node: Located | undefined, name: string): Located | undefined {
  return entriesOf(node).findLast((entry) => entry.name === name)?.value;
}

/** The text a list of package names takes for an item: plain scalars as they are written. */
export function textOf(node: Located | undefined): string | undefined {
  if (node === undefined || node.items !== undefined || node.entries !== undefined) return undefined;
  return typeof node.scalar === 'string' ? node.scalar : node.source;
}

/** Strings of a value that is one string or a list of them, with their places. */
export function stringsIn(node: Located | undefined): { text: string; origin: Origin }[] {
  if (node === undefined) return [];
  return (node.items ?? [node]).flatMap((item) => {
    const text = textOf(item);
    return text === undefined || item.scalar === null ? [] : [{ text, origin: item.origin }];
  });
}

/** How rpm-ostree reads a file of that name. */
function formatOf(path: string): Treefile['format'] {
  if (path.endsWith('.ks')) return 'kickstart';
  return /\.ya?ml$/.test(path) ? 'yaml' : 'json';
}

/** Reads one treefile; mistakes in it are part of the answer. */
export function readTreefile(path: string, text: string, cache?: TreefileCache): Treefile {
  const format = formatOf(path);
  const file = { path, text, format };
  if (format === 'kickstart') {
    const entries = kickstartEntries(path, text).map(({ key, value }) => ({
      name: keyText(key),
      key,
      value,
    }));
    return { ...file, entries, error: undefined };
  }
  try {
    // rpm-ostree refuses the mark only in some files; what stands behind it can be looked at in all.
    const body = text.replace(/^\uFEFF/, '');
    const root = format === 'yaml' ? readYaml(body, path, cache) : readJson(body, path);
    return { ...file, entries: entriesOf(root), error: undefined };
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    return { ...file, entries: [], error: { message: error.upstream, at: error.location ?? { file: path } } };
  }
}

/** One entry of conditional-include. */
interface Conditional {
  readonly conditions: readonly (Condition | { readonly error: string; readonly origin: Origin })[];
  readonly include: Located | undefined;
  readonly origin: Origin;
}

/** The conditional includes of a treefile. */
export function conditionalsOf(file: Treefile): Conditional[] {
  const lists = file.entries.filter(({ name }) => name === 'conditional-include');
  return lists.flatMap(({ value }) =>
    (value.items ?? []).map((item) => {
      const test = memberOf(item, 'if');
      return {
        conditions: (test?.items ?? (test === undefined ? [] : [test])).map(conditionOf),
        include: memberOf(item, 'include'),
        origin: item.origin,
      };
    }),
  );
}

function conditionOf(node: Located): Conditional['conditions'][number] {
  if (typeof node.scalar !== 'string') {
    return {
      error: 'data did not match any variant of untagged enum IncludeConditions',
      origin: node.origin,
    };
  }
  try {
    return parseCondition(node.scalar, node.origin);
  } catch (error) {
    if (error instanceof TreefileError) return { error: error.upstream, origin: node.origin };
    throw error;
  }
}

/** An include, whether it is followed or not. */
export interface StaticInclude {
  readonly from: string;
  /** As it is written. */
  readonly spelled: string;
  /** Normalised, from the tree's root. */
  readonly path: string;
  readonly origin: Origin;
  readonly arch?: string;
  readonly conditional?: Conditional;
}

/** Every include a treefile names, in the order they are followed. */
export function includesOf(file: Treefile): StaticInclude[] {
  const make = (node: Located | undefined, more: Partial<StaticInclude>): StaticInclude[] =>
    stringsIn(node).map(({ text, origin }) => ({
      from: file.path,
      spelled: text,
      path: joinInclude(file.path, text),
      origin,
      ...more,
    }));
  return [
    ...file.entries.filter(({ name }) => name === 'include').flatMap(({ value }) => make(value, {})),
    ...file.entries
      .filter(({ name }) => name === 'arch-include')
      .flatMap(({ value }) => entriesOf(value).flatMap((entry) => make(entry.value, { arch: entry.name }))),
    ...conditionalsOf(file).flatMap((conditional) =>
      conditional.include?.entries === undefined ? make(conditional.include, { conditional }) : [],
    ),
  ];
}

/** Where an include of a file leads, from the tree's root. */
export function joinInclude(from: string, spelled: string): string {
  return spelled.startsWith('/') ? spelled : posix.normalize(posix.join(posix.dirname(from), spelled));
}

/** What a build script hands over: with this a treefile of its own includes the manifest. */
interface Handed {
  readonly args: HandedArgs;
  /** Directory that treefile may be written to. */
  readonly scratch: string;
  /** Paths of those that are there already, by their text. */
  readonly written: Map<string, string>;
}

/**
 * What rpm-ostree makes of a manifest, or why it refuses; files are named from the tree's root, and none is opened
 * outside of it.
 */
export function flattenIn(
  { dir: cwd, roots }: Pick<Tree, 'dir' | 'roots'>,
  entry: string,
  arch: string,
  vars: Readonly<Record<string, string>>,
  cache: TreefileCache,
  handed?: Handed,
): { flattened: Flattened } | { message: string; at: Location } {
  const inTree = (file: string): string => (isAbsolute(file) ? relative(cwd, file) : posix.normalize(file));
  try {
    const start = handed === undefined ? entry : writeWrapper(join(cwd, entry), handed);
    const allowed = handed === undefined ? roots : [...roots, start];
    const options = { cwd, basearch: arch, vars, cache, mode: 'compose', roots: allowed } as const;
    return { flattened: flatten(start, options) };
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    const at = error.location ?? { file: entry };
    const isOurs = handed !== undefined && at.file.startsWith(handed.scratch);
    return {
      message: error.upstream.replaceAll(`${cwd}/`, ''),
      at: isOurs ? { file: entry } : { ...at, file: inTree(at.file) },
    };
  }
}

function writeWrapper(manifest: string, { args, scratch, written }: Handed): string {
  const text = includingTreefile(manifest, args);
  // Another text has another name: what was read once is not read again.
  return once(written, text, () => {
    const path = join(scratch, `wrapper-${written.size}.json`);
    writeFileSync(path, text);
    return path;
  });
}
