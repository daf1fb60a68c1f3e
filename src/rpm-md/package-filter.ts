import { listOf } from '../release-rpm/repo-file.ts';
import { nameTest, type Package, type PackageTest } from './nevra.ts';
import type { RepositoryDefinition } from './types.ts';

/** Architectures whose packages can be installed besides the machine's own and noarch, as libsolv has them. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['amd64', 'ia32e', 'i686', 'athlon', 'i586', 'i486', 'i386'],
  s390x: ['s390'],
};

/**
 * Why a package does not count: `arch` is one for another machine (source packages too), a text is the setting that
 * leaves it out; undefined = it counts.
 */
export type Rejection = 'arch' | { readonly by: string } | undefined;

/** Decides which packages of a repository count. */
export type PackageFilter = (found: Package) => Rejection;

/**
 * The packages of a repository that dnf would take: of the right architecture, and not left out by `includepkgs=`,
 * `excludepkgs=` (or its older name `exclude=`) or the manifest's exclude-packages.
 */
export function packageFilter(
  { id, values }: RepositoryDefinition,
  basearch: string,
  excluded: ReadonlySet<string>,
): PackageFilter {
  const arches = new Set([basearch, 'noarch', ...(RUNS[basearch] ?? [])]);
  const tests = (...keys: readonly string[]): PackageTest[] =>
    keys.flatMap((key) => listOf(values.get(key))).map(nameTest);
  const includes = tests('includepkgs');
  const excludes = tests('excludepkgs', 'exclude');
  return (found) => {
    if (!arches.has(found.arch)) return 'arch';
    if (includes.length > 0 && !includes.some((test) => test(found))) return { by: `includepkgs= of ${id}` };
    if (excludes.some((test) => test(found))) return { by: `excludepkgs= of ${id}` };
    return excluded.has(found.name) ? { by: 'exclude-packages' } : undefined;
  };
}
