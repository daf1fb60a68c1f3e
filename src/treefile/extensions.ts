import { resolve } from 'node:path';
import { TreefileError } from './error.ts';
import { keyText, memberOf, type Located, type LocatedEntry } from './located.ts';
import { mapNode } from './print.ts';
import { readExtensions } from './read-extensions.ts';
import type { Origin } from './types.ts';

/** What extensions are resolved for. */
export interface ExtensionsOptions {
  /** rpm's name of the architecture. */
  readonly basearch: string;
  /** Packages of the base commit: name → epoch, version and release. */
  readonly base: ReadonlyMap<string, string>;
  /** Directory the path starts from; default: the process's. */
  readonly cwd?: string;
}

/**
 * Resolves an extensions file: drops what is for other architectures, gathers the repositories, gives packages that
 * have to match a base package its version.
 *
 * @returns `extensions` by name in the order of the file, and `repos`, in the shape of `extensions.json`.
 * @throws TreefileError
 */
export function flattenExtensions(path: string, { basearch, base, cwd }: ExtensionsOptions): Located {
  const file = readExtensions(path, resolve(cwd ?? process.cwd(), path));
  const extensions = (memberOf(file, 'extensions')?.entries ?? [])
    .filter(({ value }) => isFor(value, basearch))
    .sort((left, right) => byPlace(left.key.origin, right.key.origin));
  let repos = memberOf(file, 'repos');
  const resolved = extensions.map(({ key, value }): LocatedEntry => {
    const own = memberOf(value, 'repos');
    // The first one that names any stands for the list where the file has none.
    if (repos === undefined) repos = own;
    else if (own !== undefined) repos = { ...repos, items: [...(repos.items ?? []), ...(own.items ?? [])] };
    return { key, value: resolveOne(path, value, base) };
  });
  const { origin } = file;
  const member = (name: string, value: Located): LocatedEntry => ({ key: { scalar: name, origin }, value });
  return mapNode(
    [
      member('extensions', mapNode(resolved, origin)),
      ...(repos === undefined ? [] : [member('repos', repos)]),
    ],
    origin,
  );
}

function isFor(extension: Located, basearch: string): boolean {
  const architectures = memberOf(extension, 'architectures')?.items;
  return architectures === undefined || architectures.some((item) => keyText(item) === basearch);
}

function byPlace(left: Origin, right: Origin): number {
  return left.line - right.line || left.column - right.column;
}

/** @throws TreefileError for a package the base has already, or a base package that is not there */
function resolveOne(path: string, extension: Located, base: ReadonlyMap<string, string>): Located {
  const packages = memberOf(extension, 'packages')?.items ?? [];
  const kind = memberOf(extension, 'kind');
  if (kind === undefined || keyText(kind) === 'os-extension') {
    const double = packages.find((item) => base.has(keyText(item)));
    if (double !== undefined) {
      throw new TreefileError(
        `parsing ${path}: package ${keyText(double)} already present in base`,
        double.origin,
      );
    }
  }
  const match = memberOf(extension, 'match-base-evr');
  const evr = match === undefined ? undefined : base.get(keyText(match));
  if (match !== undefined && evr === undefined)
    throw new TreefileError(`parsing ${path}: couldn't find base package ${keyText(match)}`, match.origin);
  const versioned = (item: Located): Located => ({ ...item, scalar: `${keyText(item)}-${evr}` });
  const entries = (extension.entries ?? [])
    .filter(({ key }) => keyText(key) !== 'repos')
    .map(({ key, value }) => ({
      key,
      value:
        keyText(key) === 'packages' && evr !== undefined
          ? { ...value, items: packages.map(versioned) }
          : value,
    }));
  return { ...extension, entries };
}
