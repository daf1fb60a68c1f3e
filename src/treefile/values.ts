import { listOf, type Draft } from './draft.ts';
import { KEYS, type KeySpec } from './keys.ts';
import type { Located } from './located.ts';
import { inOrder } from './order.ts';
import { mapNode } from './print.ts';
import { sortedSet } from './sorted.ts';

/** A place for what stands nowhere. */
const NOWHERE = { file: '', line: 1, column: 1 };

/** The value of a key as it is printed; undefined where nothing sets it. */
export function valueOf(draft: Draft, key: string): Located | undefined {
  const set = draft.sets.get(key);
  if (set !== undefined)
    return { scalar: undefined, items: sortedSet(set), origin: set[0]?.origin ?? NOWHERE };
  const list = listOf(draft, key);
  if (list !== undefined) return { scalar: undefined, items: list, origin: list[0]?.origin ?? NOWHERE };
  const map = draft.maps.get(key);
  if (map !== undefined) return mapNode(inOrder(map), [...map.values()][0]?.key.origin ?? NOWHERE);
  return draft.firsts.get(key)?.value;
}

/** Values of all keys the selection takes, in the order they are printed. */
export function valuesOf(draft: Draft, takes: (spec: KeySpec, key: string) => boolean): Map<string, Located> {
  const values = new Map<string, Located>();
  for (const [key, spec] of Object.entries(KEYS)) {
    const value = takes(spec, key) ? valueOf(draft, key) : undefined;
    if (value !== undefined) values.set(key, value);
  }
  return values;
}

/** The values as one map. */
export function asMap(values: ReadonlyMap<string, Located>): Located {
  const entries = [...values].map(([key, value]) => ({ key: { scalar: key, origin: value.origin }, value }));
  return mapNode(entries, NOWHERE);
}
