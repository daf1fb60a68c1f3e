import { readFile } from 'node:fs/promises';
import { messageOf } from '../errors.ts';
import { lockedPackages } from '../rpm-md/lock-file.ts';
import type { LockedPackage } from '../rpm-md/types.ts';

/** How two package sets compare. */
export interface PackageComparison {
  readonly isSame: boolean;
  /** What is different, or why it cannot be told; for the log. */
  readonly text: string;
}

/** Differences that are named. */
const NAMED = 10;

/**
 * Compares the solver's answer of today with the lock file of an earlier build. Where both have the checksums of the
 * packages those count too; coreos-assembler strips them from the lock it keeps, and then a package that was built
 * anew under its old version looks the same.
 *
 * @param earlier paths of the lock files.
 */
export async function comparePackages(earlier: string, now: string): Promise<PackageComparison> {
  let sets: (readonly LockedPackage[])[];
  try {
    sets = await Promise.all(
      [earlier, now].map(async (file) => lockedPackages(await readFile(file, 'utf8'), file)),
    );
  } catch (error) {
    return { isSame: false, text: `the packages cannot be compared: ${messageOf(error)}` };
  }
  const [before = [], after = []] = sets;
  // An empty set is none of an image: a lock that is damaged must not make two of them equal.
  if (before.length === 0 || after.length === 0)
    return { isSame: false, text: 'the packages cannot be compared: a lock file lists none' };
  const differences = differing(byName(before), byName(after));
  if (differences.length === 0)
    return { isSame: true, text: `the solver takes the same ${after.length} packages` };
  const more = differences.length > NAMED ? ` and ${differences.length - NAMED} more` : '';
  return {
    isSame: false,
    text: `${differences.length} packages differ: ${differences.slice(0, NAMED).join(', ')}${more}`,
  };
}

function byName(packages: readonly LockedPackage[]): Map<string, LockedPackage> {
  return new Map(packages.map((entry) => [entry.name, entry]));
}

function differing(
  before: ReadonlyMap<string, LockedPackage>,
  after: ReadonlyMap<string, LockedPackage>,
): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, current] = [before.get(name), after.get(name)];
    if (old === undefined) return [`${name} added`];
    if (current === undefined) return [`${name} removed`];
    const [one, other] = [old, current].map(({ evr, arch }) => `${evr}.${arch ?? '?'}`);
    if (one !== other) return [`${name} ${one} → ${other}`];
    const rebuilt = old.digest !== undefined && current.digest !== undefined && old.digest !== current.digest;
    return rebuilt ? [`${name} ${one} was built anew`] : [];
  });
}
