import type { Location } from '../errors.ts';

/** A value of a flattened treefile and where it was written. */
export interface Item {
  readonly value: unknown;
  /** Absent where nobody wrote it, such as what an edition implies. */
  readonly at?: Location;
}

/** An element of a list that took the place of another one that is much like it. */
export interface Edited {
  readonly before: Item;
  readonly after: Item;
}

/** What is different in one key of two flattened treefiles. */
export type KeyChange =
  /** Packages and other sets: neither order nor repetition means anything. */
  | {
      readonly kind: 'set';
      readonly key: string;
      readonly added: readonly Item[];
      readonly removed: readonly Item[];
    }
  /** Lists: their order means something, so what only `moved` is a change too. */
  | {
      readonly kind: 'list';
      readonly key: string;
      readonly added: readonly Item[];
      readonly removed: readonly Item[];
      readonly edited: readonly Edited[];
      readonly moved: readonly Item[];
    }
  /** Maps, entry by entry. */
  | { readonly kind: 'map'; readonly key: string; readonly entries: readonly EntryChange[] }
  /** Everything else: one value for another; an absent one was not set. */
  | { readonly kind: 'value'; readonly key: string; readonly before?: Item; readonly after?: Item };

/** One entry of a map; an absent side does not have it. */
export interface EntryChange {
  readonly name: string;
  readonly before?: Item;
  readonly after?: Item;
}

/** One text for each value, however the members of its objects are ordered. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [two]) => (one < two ? -1 : 1)))
      : inner,
  );
}
