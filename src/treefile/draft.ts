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
  /** From their end to their beginning: an included file's elements come before its includer's. */
  readonly backwards: Map<string, Located[]>;
  readonly maps: Map<string, Map<string, WonEntry>>;
  readonly firsts: Map<string, Won>;
  /** Package strings of `repo-packages` and its like that a later element took over. */
  readonly overridden: Map<string, Located[]>;
  /** Package strings that are in such a list, once it was merged with another file. */
  readonly taken: Map<string, Set<string>>;
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
    backwards: new Map(),
    maps: new Map(),
    firsts: new Map(),
    overridden: new Map(),
    taken: new Map(),
    finalize: new Map(finalize),
  };
  for (const [key, value] of keys) {
    if (CONSUMED.has(key)) continue;
    const merge = keySpec(key)?.merge;
    if (merge === 'set') draft.sets.set(key, [...(value.items ?? [])]);
    else if (merge === 'list') draft.backwards.set(key, (value.items ?? []).toReversed());
    else if (merge === 'map') draft.maps.set(key, mapOf(value.entries ?? []));
    else {
      const hidden = covered?.get(key);
      draft.firsts.set(key, { value, shadowed: hidden === undefined ? [] : [hidden] });
    }
  }
  return draft;
}

/** A list in its order; undefined where nothing sets it. */
export function listOf({ backwards }: Draft, key: string): Located[] | undefined {
  return backwards.get(key)?.toReversed();
}

function mapOf(entries: readonly LocatedEntry[]): Map<string, WonEntry> {
  return new Map(entries.map(({ key, value }) => [keyText(key), { key, value, shadowed: [] }]));
}
