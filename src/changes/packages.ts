import type { PackageTuple } from '../build-record/record.ts';
import { formatNevra, type Package } from '../rpm-md/nevra.ts';
import { compareEvr, formatEvr } from '../rpm-md/version.ts';
import type { BuildFacts } from './facts.ts';
import type { ChangedPackage, PackageChanges, ReplacedPackage } from './changes.ts';

interface Pair {
  readonly before: Package;
  readonly after: Package;
}

/**
 * What is different between the packages of two builds.
 *
 * Every package counts once: as one that both have, as one of a pair, or as one that came or went. Where several
 * versions of one name are installed (kernels), the newest that is gone makes a pair with the newest that came.
 */
export function comparePackages(before: BuildFacts, after: BuildFacts): PackageChanges {
  const [old, current] = [byName(before.packages), byName(after.packages)];
  const added: ChangedPackage[] = [];
  const removed: ChangedPackage[] = [];
  const kinds: Record<'upgraded' | 'downgraded' | 'replaced', ReplacedPackage[]> = {
    upgraded: [],
    downgraded: [],
    replaced: [],
  };
  let unchanged = 0;
  for (const name of [...new Set([...old.keys(), ...current.keys()])].sort()) {
    const { both, gone, come } = split(old.get(name) ?? [], current.get(name) ?? []);
    unchanged += both.length;
    const { pairs, left, right } = pairUp(gone, come);
    const beside = [...new Set(both.map(formatEvr))];
    for (const pair of pairs) {
      const order = compareEvr(pair.after, pair.before);
      kinds[order > 0 ? 'upgraded' : order < 0 ? 'downgraded' : 'replaced'].push({
        name,
        before: described(pair.before, before),
        after: described(pair.after, after),
        rebuilt: isRebuilt(pair),
        ...(beside.length === 0 ? {} : { beside }),
      });
    }
    removed.push(...left.map((found) => described(found, before)));
    added.push(...right.map((found) => described(found, after)));
  }
  const sizes = [totalSize(before), totalSize(after)] as const;
  return {
    added,
    removed,
    ...kinds,
    unchanged,
    before: before.packages.length,
    after: after.packages.length,
    ...(sizes[0] === undefined || sizes[1] === undefined
      ? {}
      : { size: { before: sizes[0], after: sizes[1] } }),
  };
}

/** A package as an object. */
export function packageOf([name, epoch, version, release, arch]: PackageTuple): Package {
  return { name, epoch, version, release, arch };
}

function byName(packages: readonly PackageTuple[]): Map<string, Package[]> {
  const names = new Map<string, Package[]>();
  for (const found of packages.map(packageOf)) {
    const same = names.get(found.name);
    if (same === undefined) names.set(found.name, [found]);
    else same.push(found);
  }
  return names;
}

/** What both have of one name, and what only one has; the newest first. */
function split(
  before: readonly Package[],
  after: readonly Package[],
): { readonly both: Package[]; readonly gone: Package[]; readonly come: Package[] } {
  const come = [...after];
  const both: Package[] = [];
  const gone = before.filter((old) => {
    const index = come.findIndex((other) => formatEvr(other) === formatEvr(old) && isSameArch(other, old));
    if (index < 0) return true;
    both.push(...come.splice(index, 1));
    return false;
  });
  const newestFirst = (left: Package, right: Package): number => compareEvr(right, left);
  return { both, gone: gone.sort(newestFirst), come: come.sort(newestFirst) };
}

/** First pairs of one architecture, then of what is left: a package that came to another architecture is no new one. */
function pairUp(
  gone: readonly Package[],
  come: readonly Package[],
): { readonly pairs: Pair[]; readonly left: Package[]; readonly right: Package[] } {
  const pairs: Pair[] = [];
  const right = [...come];
  const take = (old: Package, fits: (other: Package) => boolean): boolean => {
    const index = right.findIndex(fits);
    const [after] = index < 0 ? [] : right.splice(index, 1);
    if (after !== undefined) pairs.push({ before: old, after });
    return after === undefined;
  };
  const otherArch = gone.filter((old) => take(old, (other) => isSameArch(other, old)));
  const left = otherArch.filter((old) => take(old, () => true));
  return { pairs, left, right };
}

/** A lock file may leave the architecture open, which is then any. */
export function isSameArch(left: { readonly arch: string }, right: { readonly arch: string }): boolean {
  return left.arch === right.arch || left.arch === '' || right.arch === '';
}

function isRebuilt({ before, after }: Pair): boolean {
  const bare = (found: Package): string => formatEvr({ ...found, release: '' });
  return bare(before) === bare(after) && before.release !== after.release;
}

function described(found: Package, { packageSizes }: BuildFacts): ChangedPackage {
  const size = packageSizes?.[formatNevra(found)];
  const { name, arch } = found;
  return { name, evr: formatEvr(found), arch, ...(size === undefined ? {} : { size }) };
}

function totalSize({ packages, packageSizes = {} }: BuildFacts): number | undefined {
  let total = 0;
  for (const found of packages) {
    const size = packageSizes[formatNevra(packageOf(found))];
    if (size === undefined) return undefined;
    total += size;
  }
  return total;
}
