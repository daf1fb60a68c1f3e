import { keySpec } from './keys.ts';
import { keyText, type Located, type LocatedEntry } from './located.ts';

/** A value that won, and those of the same key it hides, in load order. */
export interface Won {
  value: Located;
  readonly shadowed: Located[];
}

/** An entry of a map, with the key as it is written. */
export interface WonEntry extends Won {
  readonly key: Located;
}

/** A configuration while includes are laid under it. */
export interface Draft {
  readonly sets: Map<string, Located[]>;
  readonly lists: Map<string, Located[]>;
  readonly maps: Map<string, Map<string, WonEntry>>;
  readonly firsts: Map<string, Won>;
  /** Package strings of `repo-packages` and its like that a later element took over. */
  readonly overridden: Map<string, Located[]>;
  /** Scripts of `finalize.d`, name and path. */
  readonly finalize: Map<string, string>;
}

/** What a draft is made of: a file, or a body inside a condition. */
export interface DraftSource {
  readonly keys: ReadonlyMap<string, Located>;
  /** What `container` overrules in its own file. */
  readonly covered?: ReadonlyMap<string, Located>;
  readonly finalize?: ReadonlyMap<string, string>;
}

/** Keys that are used up where they stand. */
const CONSUMED = new Set(['arch-include', 'conditional-include']);

/** The draft of one file, before its includes. */
export function draftOf({ keys, covered, finalize }: DraftSource): Draft {
  const draft: Draft = {
    sets: new Map(),
    lists: new Map(),
    maps: new Map(),
    firsts: new Map(),
    overridden: new Map(),
    finalize: new Map(finalize),
  };
  for (const [key, value] of keys) {
    if (CONSUMED.has(key)) continue;
    const merge = keySpec(key)?.merge;
    if (merge === 'set') draft.sets.set(key, [...(value.items ?? [])]);
    else if (merge === 'list') draft.lists.set(key, [...(value.items ?? [])]);
    else if (merge === 'map') draft.maps.set(key, mapOf(value.entries ?? []));
    else {
      const hidden = covered?.get(key);
      draft.firsts.set(key, { value, shadowed: hidden === undefined ? [] : [hidden] });
    }
  }
  return draft;
}

function mapOf(entries: readonly LocatedEntry[]): Map<string, WonEntry> {
  return new Map(entries.map(({ key, value }) => [keyText(key), { key, value, shadowed: [] }]));
}
