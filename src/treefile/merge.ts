import type { Draft, Won, WonEntry } from './draft.ts';
import { keySpec } from './keys.ts';
import type { Located } from './located.ts';
import { overrideEarlier, PACKAGE_LISTS } from './package-lists.ts';

/** Lays `included` under `draft`: what the includer says wins, lists of the included come first. */
export function mergeUnder(draft: Draft, included: Draft): void {
  for (const [key, elements] of included.sets) {
    append(draft.sets, key, elements);
  }
  for (const [key, elements] of included.backwards) {
    if (PACKAGE_LISTS.some((each) => each === key)) continue;
    append(draft.backwards, key, elements);
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

function append(own: Map<string, Located[]>, key: string, elements: Located[]): void {
  const list = own.get(key);
  if (list === undefined) own.set(key, elements);
  else for (const element of elements) list.push(element);
}

/** Each element is looked at once: what is there already was cleaned by the merge before. */
function overridePackages(draft: Draft, included: Draft, key: string): void {
  const own = draft.backwards.get(key);
  const others = included.backwards.get(key);
  if (own === undefined && others === undefined) return;
  const before = draft.taken.get(key);
  const taken = before ?? new Set<string>();
  const cleaned = before === undefined ? overrideEarlier(own ?? [], taken) : { kept: own ?? [], dropped: [] };
  const added = overrideEarlier(others ?? [], taken);
  draft.taken.set(key, taken);
  for (const element of added.kept) cleaned.kept.push(element);
  draft.backwards.set(key, cleaned.kept);
  const overridden = [...(included.overridden.get(key) ?? []), ...cleaned.dropped, ...added.dropped];
  if (overridden.length > 0) append(draft.overridden, key, overridden);
}
