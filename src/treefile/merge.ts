import type { Draft, Won, WonEntry } from './draft.ts';
import { keySpec } from './keys.ts';
import { overrideEarlier, PACKAGE_LISTS } from './package-lists.ts';

/** Lays `included` under `draft`: what the includer says wins, lists of the included come first. */
export function mergeUnder(draft: Draft, included: Draft): void {
  for (const [key, elements] of included.sets) {
    const own = draft.sets.get(key);
    if (own === undefined) draft.sets.set(key, elements);
    else for (const element of elements) own.push(element);
  }
  for (const [key, elements] of included.lists) {
    draft.lists.set(key, [...elements, ...(draft.lists.get(key) ?? [])]);
  }
  for (const [key, entries] of included.maps) {
    const own = draft.maps.get(key) ?? new Map<string, WonEntry>();
    for (const [name, entry] of entries) winOver(own, name, entry);
    draft.maps.set(key, own);
  }
  for (const [key, entry] of included.firsts) {
    // Not merged at all: lost when an included file sets it.
    if (keySpec(key)?.merge === 'none') continue;
    winOver(draft.firsts, key, entry);
  }
  for (const key of PACKAGE_LISTS) overridePackages(draft, included, key);
  // Scripts are the other way round: the included file's one of a name replaces the includer's.
  for (const [name, path] of included.finalize) draft.finalize.set(name, path);
}

/** The one that is there already stays, and remembers the other. */
function winOver<Entry extends Won>(own: Map<string, Entry>, name: string, entry: Entry): void {
  const winner = own.get(name);
  if (winner === undefined) own.set(name, entry);
  else if (entry.value.implied !== 'basearch') winner.shadowed.push(entry.value, ...entry.shadowed);
}

function overridePackages(draft: Draft, included: Draft, key: string): void {
  const elements = draft.lists.get(key);
  if (elements === undefined) return;
  const { kept, dropped } = overrideEarlier(elements);
  draft.lists.set(key, kept);
  const all = [...(draft.overridden.get(key) ?? []), ...(included.overridden.get(key) ?? []), ...dropped];
  if (all.length > 0) draft.overridden.set(key, all);
}
