import { keyText, memberOf, type Located } from './located.ts';
import { sortedSet } from './sorted.ts';
import { splitPackages } from './split.ts';

/** Keys whose elements are `{…, packages: [..]}`. */
export const PACKAGE_LISTS = ['repo-packages', 'ex-override-replace'] as const;

/** Lists that were taken apart: one is asked for again for each architecture. */
const split = new WeakMap<Located, readonly Located[]>();

/** A list of package strings taken apart, each word with the place of its string. @throws TreefileError */
export function splitItems(list: Located | undefined): readonly Located[] {
  if (list === undefined) return [];
  const known = split.get(list);
  if (known !== undefined) return known;
  const items = (list.items ?? []).flatMap((item) => {
    const { origin } = item;
    return splitPackages(keyText(item), origin).map((scalar) => ({ scalar, origin }));
  });
  split.set(list, items);
  return items;
}

/** An element of such a list with other packages. */
export function withPackages(element: Located, packages: readonly Located[]): Located {
  return {
    ...element,
    entries: (element.entries ?? []).map(({ key, value }) => ({
      key,
      value: keyText(key) === 'packages' ? { ...value, items: packages } : value,
    })),
  };
}

/** Takes the package strings of each element apart. @throws TreefileError */
export function splitElements(list: Located): Located {
  const items = (list.items ?? []).map((element) =>
    withPackages(element, sortedSet(splitItems(memberOf(element, 'packages')))),
  );
  return { ...list, items };
}

/**
 * A package string that a later element names as well goes away from the earlier ones, and with its last one the
 * element; done by every merge, and only then.
 *
 * @param backwards elements from the last to the first.
 * @param taken strings of elements behind them; those that stay are added.
 * @returns what is left, and the strings that went away.
 */
export function overrideEarlier(
  backwards: readonly Located[],
  taken: Set<string>,
): { readonly kept: Located[]; readonly dropped: Located[] } {
  const dropped: Located[] = [];
  const kept = backwards.flatMap((element) => {
    const packages = memberOf(element, 'packages')?.items ?? [];
    const left = packages.filter((item) => !taken.has(keyText(item)));
    dropped.push(...packages.filter((item) => taken.has(keyText(item))));
    for (const item of left) taken.add(keyText(item));
    if (left.length === 0) return [];
    return [left.length === packages.length ? element : withPackages(element, left)];
  });
  return { kept, dropped };
}
