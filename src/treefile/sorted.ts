import { keyText, type Located, type LocatedEntry } from './located.ts';
import { byBytes } from './order.ts';

/** The items of a set of strings, sorted and each once. */
export function sortedSet(items: readonly Located[]): Located[] {
  const first = new Map<string, Located>();
  for (const item of items) if (!first.has(keyText(item))) first.set(keyText(item), item);
  return [...first.values()].sort((left, right) => byBytes(keyText(left), keyText(right)));
}

/** The entries of a map sorted by their keys, the last of two equal ones. */
export function sortedMap(entries: readonly LocatedEntry[]): LocatedEntry[] {
  const last = new Map(entries.map((entry) => [keyText(entry.key), entry]));
  return [...last.values()].sort((left, right) => byBytes(keyText(left.key), keyText(right.key)));
}

/** Anything goes, as a JSON value: maps sorted, the last of two equal keys. */
export function anyValue(node: Located): Located {
  if (node.items !== undefined) return { ...node, items: node.items.map(anyValue) };
  if (node.entries === undefined) return node;
  return {
    ...node,
    entries: sortedMap(node.entries.map(({ key, value }) => ({ key, value: anyValue(value) }))),
  };
}
