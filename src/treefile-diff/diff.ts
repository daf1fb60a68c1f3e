import type { Location } from '../errors.ts';
import { KEYS } from '../treefile/keys.ts';
import type { Flattened, KeyProvenance, Origin } from '../treefile/types.ts';
import { isObject } from '../json.ts';
import { canonical, type EntryChange, type Item, type KeyChange } from './changes.ts';
import { diffLists } from './list.ts';

/** Turns a place of a flattened tree into one a person can open; undefined for one he cannot. */
export type Locate = (origin: Origin) => Location | undefined;

/** One side of a comparison. */
export interface DiffSide {
  readonly flattened: Flattened;
  readonly locate?: Locate;
}

/**
 * What is different between two flattened treefiles, in the order of `--print-only`.
 *
 * Variables are not compared, they show in what they decide; repovars are, because repositories are read with them.
 * A list of strings that is empty and one that is absent are the same to rpm-ostree, and so are two orders of a set.
 *
 * @returns nothing when both mean the same to rpm-ostree, whatever their files look like.
 */
export function diffFlattened(base: DiffSide, head: DiffSide): KeyChange[] {
  const changes: (KeyChange | undefined)[] = [];
  for (const [key, { merge, hidden }] of Object.entries(KEYS)) {
    if (hidden === true) continue;
    if (merge === 'set') changes.push(diffSets(key, base, head));
    else if (merge === 'list') changes.push(diffLists(key, listOf(key, base), listOf(key, head)));
    else if (merge === 'map')
      changes.push(
        diffMaps(
          key,
          mapOf(key, base.flattened.config[key], base),
          mapOf(key, head.flattened.config[key], head),
        ),
      );
    else changes.push(diffValues(key, base, head));
  }
  const repovars = 'repovars';
  changes.push(
    diffMaps(
      repovars,
      mapOf(repovars, base.flattened.hidden[repovars], base),
      mapOf(repovars, head.flattened.hidden[repovars], head),
    ),
  );
  return changes.filter((change) => change !== undefined);
}

function diffSets(key: string, base: DiffSide, head: DiffSide): KeyChange | undefined {
  const [before, after] = [setOf(key, base), setOf(key, head)];
  const added = [...after].flatMap(([name, item]) => (before.has(name) ? [] : [item]));
  const removed = [...before].flatMap(([name, item]) => (after.has(name) ? [] : [item]));
  return added.length + removed.length === 0 ? undefined : { kind: 'set', key, added, removed };
}

function setOf(key: string, side: DiffSide): Map<string, Item> {
  const provenance = provenanceOf(key, side);
  const elements = provenance?.kind === 'set' ? provenance.elements : undefined;
  return new Map(
    itemsOf(side.flattened.config[key]).map((value) => [
      String(value),
      placed(value, elements?.get(String(value))?.[0], side),
    ]),
  );
}

function listOf(key: string, side: DiffSide): Item[] {
  const provenance = provenanceOf(key, side);
  const origins = provenance?.kind === 'list' ? provenance.origins : [];
  return itemsOf(side.flattened.config[key]).map((value, index) => placed(value, origins[index], side));
}

function mapOf(key: string, value: unknown, side: DiffSide): Map<string, Item> {
  const provenance = provenanceOf(key, side);
  const entries = provenance?.kind === 'map' ? provenance.entries : undefined;
  return new Map(
    Object.entries(isObject(value) ? value : {}).map(([name, inner]) => [
      name,
      placed(inner, entries?.get(name)?.winner, side),
    ]),
  );
}

function diffMaps(
  key: string,
  before: ReadonlyMap<string, Item>,
  after: ReadonlyMap<string, Item>,
): KeyChange | undefined {
  const entries = [...new Set([...before.keys(), ...after.keys()])].flatMap((name): EntryChange[] => {
    const [old, current] = [before.get(name), after.get(name)];
    if (old !== undefined && current !== undefined && canonical(old.value) === canonical(current.value))
      return [];
    return [
      {
        name,
        ...(old === undefined ? {} : { before: old }),
        ...(current === undefined ? {} : { after: current }),
      },
    ];
  });
  return entries.length === 0 ? undefined : { kind: 'map', key, entries };
}

function diffValues(key: string, base: DiffSide, head: DiffSide): KeyChange | undefined {
  const [before, after] = [valueOf(key, base), valueOf(key, head)];
  if (canonical(before?.value ?? null) === canonical(after?.value ?? null)) return undefined;
  return {
    kind: 'value',
    key,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function valueOf(key: string, side: DiffSide): Item | undefined {
  const value = side.flattened.config[key];
  if (value === undefined) return undefined;
  const provenance = provenanceOf(key, side);
  return placed(value, provenance?.kind === 'scalar' ? provenance.winner : undefined, side);
}

function provenanceOf(key: string, { flattened }: DiffSide): KeyProvenance | undefined {
  return flattened.provenance.get(key);
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function placed(value: unknown, origin: Origin | undefined, { locate }: DiffSide): Item {
  const at = origin === undefined ? undefined : locate === undefined ? origin : locate(origin);
  return at === undefined ? { value } : { value, at };
}
