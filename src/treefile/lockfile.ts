import { resolve } from 'node:path';
import { TreefileError } from './error.ts';
import { keyText, memberOf, type Located, type LocatedEntry } from './located.ts';
import { mapNode } from './print.ts';
import { readLockfile } from './read-lockfile.ts';
import { sortedMap } from './sorted.ts';
import type { Origin } from './types.ts';

/** A package as the solver is told to take it. */
export interface LockedPackage {
  readonly name: string;
  /** Epoch, version and release. */
  readonly evr: string;
  /** '' = any. */
  readonly arch: string;
  /** '' = any. */
  readonly digest: string;
  /** Where the entry in force is written. */
  readonly origin: Origin;
  /** Entries of the same name in earlier lockfiles, which it replaces whole, the latest first. */
  readonly shadowed: readonly { readonly version: string; readonly origin: Origin }[];
}

/** Several lockfiles as one. */
export interface MergedLock {
  /** Sorted by name. */
  readonly packages: readonly LockedPackage[];
  /** A lockfile that says the same: `packages` without their metadata, and the first file's `metadata`. */
  readonly document: Located;
}

/**
 * Lays lockfiles over each other: an entry of a later one replaces an earlier one's whole, so a digest does not
 * survive an override. Of the files' own metadata the first one's stays.
 *
 * @param paths in the order of `--ex-lockfile`, relative to `cwd`.
 * @throws TreefileError
 */
export function mergeLockfiles(paths: readonly string[], cwd = process.cwd()): MergedLock {
  const files = paths.map((path) => readLockfile(path, resolve(cwd, path)));
  const entries = new Map<string, LocatedEntry[]>();
  for (const { key, value } of files.flatMap(({ packages }) => packages.entries ?? [])) {
    const name = keyText(key);
    const same = entries.get(name);
    if (same === undefined) entries.set(name, [{ key, value }]);
    else same.unshift({ key, value });
  }
  const winners = sortedMap([...entries.values()].flatMap(([winner]) => winner ?? []));
  const packages = winners.map(({ key, value }) => {
    const [, ...earlier] = entries.get(keyText(key)) ?? [];
    return lockedPackage(key, value, earlier);
  });
  const origin = { file: paths[0] ?? '', line: 1, column: 1 };
  const member = (name: string, value: Located): LocatedEntry => ({ key: { scalar: name, origin }, value });
  const printed = winners.map(({ key, value }) => ({ key, value: withoutMetadata(value) }));
  const metadata = files[0]?.metadata;
  const document = mapNode(
    [
      member('packages', mapNode(printed, origin)),
      ...(metadata === undefined ? [] : [member('metadata', metadata)]),
    ],
    origin,
  );
  return { packages, document };
}

function withoutMetadata(value: Located): Located {
  return { ...value, entries: (value.entries ?? []).filter(({ key }) => keyText(key) !== 'metadata') };
}

function textOf(value: Located, name: string): string | undefined {
  const member = memberOf(value, name);
  return member === undefined ? undefined : keyText(member);
}

/** @throws TreefileError for an evra that cannot be taken apart; a forgotten architecture is not noticed */
function lockedPackage(key: Located, value: Located, earlier: readonly LocatedEntry[]): LockedPackage {
  const name = keyText(key);
  const common = {
    name,
    digest: textOf(value, 'digest') ?? '',
    origin: key.origin,
    shadowed: earlier.map((entry) => ({
      version: textOf(entry.value, 'evr') ?? textOf(entry.value, 'evra') ?? '',
      origin: entry.key.origin,
    })),
  };
  const evr = textOf(value, 'evr');
  if (evr !== undefined) return { ...common, evr, arch: '' };
  const evra = textOf(value, 'evra') ?? '';
  const dot = evra.lastIndexOf('.');
  if (dot < 0) throw new TreefileError(`package ${name} has malformed evra: ${evra}`, key.origin);
  return { ...common, evr: evra.slice(0, dot), arch: evra.slice(dot + 1) };
}
