import { keyText, type Located, type LocatedEntry } from './located.ts';
import { inOrder } from './order.ts';

/** The items of a set of strings, sorted and each once. */
export function sortedSet(items: readonly Located[]): Located[] {
  const first = new Map<string, Located>();
  for (const item of items) {
    const text = keyText(item);
    if (!first.has(text)) first.set(text, item);
  }
  return inOrder(first);
}

/** The entries of a map sorted by their keys, the last of two equal ones. */
export function sortedMap(entries: readonly LocatedEntry[]): LocatedEntry[] {
  const last = new Map(entries.map((entry) => [keyText(entry.key), entry]));
  return inOrder(last);
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
