import { KEYS } from './keys.ts';
import { keyText, type Located } from './located.ts';
import type { Element, ParsedFile } from './parse-file.ts';
import type { Origin } from './types.ts';

/** A configuration while includes are laid under it. */
export interface Draft {
  readonly sets: Map<string, Element[]>;
  readonly lists: Map<string, Element[]>;
  readonly maps: Map<string, Map<string, { value: Located; origin: Origin; shadowed: Origin[] }>>;
  readonly firsts: Map<string, { value: Located; shadowed: Origin[] }>;
}

/** The draft of one file, before its includes. */
export function draftOf(file: ParsedFile): Draft {
  const draft: Draft = { sets: new Map(), lists: new Map(), maps: new Map(), firsts: new Map() };
  if (file.packages !== undefined) draft.sets.set('packages', [...file.packages]);
  for (const [key, value] of file.keys) {
    const spec = KEYS[key];
    if (spec === undefined || ['include', 'arch-include', 'conditional-include', 'variables'].includes(key))
      continue;
    const elements = (value.items ?? []).map((item) => ({ value: itemValue(item), origin: item.origin }));
    if (spec.merge === 'set') draft.sets.set(key, elements);
    else if (spec.merge === 'list') draft.lists.set(key, elements);
    else if (spec.merge === 'map') {
      draft.maps.set(
        key,
        new Map(
          (value.entries ?? []).map((entry) => [
            keyText(entry.key),
            { value: entry.value, origin: entry.key.origin, shadowed: [] },
          ]),
        ),
      );
    } else draft.firsts.set(key, { value, shadowed: [] });
  }
  return draft;
}

function itemValue(item: Located): unknown {
  return item.items === undefined ? (item.scalar ?? item.source) : item.items.map((part) => part.scalar);
}

/** Lays `included` under `draft`: what the includer says wins, lists of the included come first. */
export function mergeUnder(draft: Draft, included: Draft): void {
  for (const [key, elements] of included.sets) {
    draft.sets.set(key, [...(draft.sets.get(key) ?? []), ...elements]);
  }
  for (const [key, elements] of included.lists) {
    draft.lists.set(key, [...elements, ...(draft.lists.get(key) ?? [])]);
  }
  for (const [key, entries] of included.maps) {
    const own =
      draft.maps.get(key) ?? new Map<string, { value: Located; origin: Origin; shadowed: Origin[] }>();
    for (const [name, entry] of entries) {
      const winner = own.get(name);
      if (winner === undefined) own.set(name, entry);
      else winner.shadowed.push(entry.origin, ...entry.shadowed);
    }
    draft.maps.set(key, own);
  }
  for (const [key, entry] of included.firsts) {
    // Not merged at all: lost when an included file sets it.
    if (KEYS[key]?.merge === 'none') continue;
    const winner = draft.firsts.get(key);
    if (winner === undefined) draft.firsts.set(key, entry);
    else winner.shadowed.push(entry.value.origin, ...entry.shadowed);
  }
}
