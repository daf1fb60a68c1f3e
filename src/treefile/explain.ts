import { ALIASES } from './keys.ts';
import { keyText, plain, type Located } from './located.ts';
import type { Flattened, Hidden, Origin, Winner } from './types.ts';

/** One place that says something about a key. */
export interface Contribution {
  /** The element of a set, index of a list or name in a map it is about; undefined for the key as a whole. */
  readonly element: string | undefined;
  readonly value: unknown;
  /** `shadowed` by a file that comes first, or `overridden`: a package string a later list names as well. */
  readonly status: 'used' | 'shadowed' | 'overridden';
  /** undefined for what was given from outside. */
  readonly origin: Origin | undefined;
  /** The key of the same file that set it, where it is written nowhere. */
  readonly implied?: 'container' | 'edition';
}

/**
 * Everything that says something about a key of a flattened treefile, the one in force first; for sets and maps by
 * element, for lists in their order.
 *
 * @param key canonical or underscore spelling, or `variables`.
 * @returns undefined where nothing sets it.
 */
export function explain(flattened: Flattened, key: string): Contribution[] | undefined {
  const canonical = Object.hasOwn(ALIASES, key) ? (ALIASES[key] ?? key) : key;
  if (canonical === 'variables') return explainVariables(flattened);
  const provenance = flattened.provenance.get(canonical);
  const value = flattened.values.get(canonical);
  if (provenance === undefined) return value === undefined ? undefined : [givenOrExtra(value)];
  switch (provenance.kind) {
    case 'set':
      return (value?.items ?? []).flatMap((item) =>
        (provenance.elements.get(keyText(item)) ?? []).map((origin) =>
          used(keyText(item), plain(item), origin),
        ),
      );
    case 'list':
      return [
        ...(value?.items ?? []).map((item, index) => used(String(index), plain(item), item.origin)),
        ...provenance.overridden.map((hidden) => hiddenAs('overridden', undefined, hidden)),
      ];
    case 'map':
      return [...provenance.entries].flatMap(([name, winner]) =>
        fromWinner(name, mapValue(flattened, canonical, value, name), winner),
      );
    case 'scalar': {
      const [first, ...rest] = fromWinner(
        undefined,
        value === undefined ? undefined : plain(value),
        provenance,
      );
      if (first === undefined) return rest;
      return [provenance.implied === undefined ? first : { ...first, implied: provenance.implied }, ...rest];
    }
    default:
      return provenance satisfies never;
  }
}

function used(element: string | undefined, value: unknown, origin: Origin | undefined): Contribution {
  return { element, value, status: 'used', origin };
}

/** A basearch nobody wrote, or a key of the top file that no treefile has. */
function givenOrExtra(value: Located): Contribution {
  return used(undefined, plain(value), value.implied === 'basearch' ? undefined : value.origin);
}

function explainVariables({ variables }: Flattened): Contribution[] {
  return [...variables].map(([name, { value, origin }]) =>
    used(name, typeof value === 'bigint' ? Number(value) : value, origin),
  );
}

function fromWinner(element: string | undefined, value: unknown, { winner, hidden }: Winner): Contribution[] {
  return [used(element, value, winner), ...hidden.map((each) => hiddenAs('shadowed', element, each))];
}

function hiddenAs(
  status: 'shadowed' | 'overridden',
  element: string | undefined,
  { value, origin, implied }: Hidden,
): Contribution {
  return { element, value, status, origin, ...(implied === undefined ? {} : { implied }) };
}

/** Maps that are never printed are only in `hidden`. */
function mapValue(flattened: Flattened, key: string, value: Located | undefined, name: string): unknown {
  const entry = value?.entries?.find((each) => keyText(each.key) === name);
  if (entry !== undefined) return plain(entry.value);
  const map = flattened.hidden[key];
  return typeof map === 'object' && map !== null
    ? Object.entries(map).find(([each]) => each === name)?.[1]
    : undefined;
}
