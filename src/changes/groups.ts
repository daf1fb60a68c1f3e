import { globTest } from '../rpm-md/glob.ts';
import table from './groups.json' with { type: 'json' };

/** Packages a person looks at together. */
export interface Group<T> {
  readonly title: string;
  readonly members: readonly T[];
  /** Important ones are shown; the rest is folded. */
  readonly important: boolean;
}

const GROUPS = table.map(({ title, packages }) => ({ title, tests: packages.map(globTest) }));

/**
 * Sorts packages into the groups of groups.json, the most important group first and what is in none at the end. The
 * first group that has a package counts; the order of a group's members stays.
 */
export function groupPackages<T extends { readonly name: string }>(packages: readonly T[]): Group<T>[] {
  const places = packages.map((found) => ({
    found,
    index: GROUPS.findIndex(({ tests }) => tests.some((test) => test(found.name))),
  }));
  const membersOf = (index: number): T[] =>
    places.filter((place) => place.index === index).map(({ found }) => found);
  return [
    ...GROUPS.map(({ title }, index) => ({ title, members: membersOf(index), important: true })),
    { title: 'Other packages', members: membersOf(-1), important: false },
  ].filter(({ members }) => members.length > 0);
}
