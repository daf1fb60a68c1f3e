import { closeSync, lstatSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FileContext } from './file-context.ts';
import { checkInRoots, realPathOf } from './inside-roots.ts';
import { keyText, memberOf, type Located } from './located.ts';
import { byBytes } from './order.ts';
import { openWithoutWaiting, refuseOpen } from './open-file.ts';
import { once } from './treefile-cache.ts';
import type { Origin } from './types.ts';

/**
 * Opens the files a treefile names, which upstream does with the treefile itself.
 *
 * @returns scripts of `finalize.d` beside the treefile: name and path, in their order.
 * @throws TreefileError for one that cannot be opened.
 */
export function openExternals(
  path: string,
  keys: ReadonlyMap<string, Located>,
  { resolve, roots, cache }: Pick<FileContext, 'resolve' | 'roots' | 'cache'>,
): ReadonlyMap<string, string> {
  const open = (file: string, origin: Origin): void => {
    checkInRoots(file, resolve(file), roots, origin);
    try {
      closeSync(openWithoutWaiting(resolve(file)));
    } catch (error) {
      refuseOpen(file, error, origin);
    }
  };
  const script = keys.get('postprocess-script');
  if (script !== undefined) open(beside(path, keyText(script)), script.origin);
  for (const item of keys.get('add-files')?.items ?? []) {
    const [source] = item.items ?? [];
    if (source !== undefined) open(beside(path, keyText(source)), source.origin);
  }
  const directory = dirname(path);
  const scripts = once(cache.scripts, `${resolve(directory)}\0${directory}`, () =>
    finalizeScripts(directory, resolve, roots),
  );
  for (const key of ['check-passwd', 'check-groups']) {
    const file = memberOf(keys.get(key), 'filename');
    // Unlike the names above, these are joined to the directory, which is called "." where there is none.
    if (file !== undefined) open(joined(directory, keyText(file)), file.origin);
  }
  return scripts;
}

/** Puts another name in place of the last one of the path. */
function beside(path: string, name: string): string {
  return path.includes('/') ? joined(dirname(path), name) : name;
}

function joined(directory: string, name: string): string {
  return name.startsWith('/') ? name : directory === '/' ? `/${name}` : `${directory}/${name}`;
}

/** Regular files their owner may execute; links are none. */
function finalizeScripts(
  directory: string,
  resolve: FileContext['resolve'],
  roots: FileContext['roots'],
): Map<string, string> {
  const root = joined(directory, 'finalize.d');
  if (realPathOf(resolve(root)) === undefined) return new Map();
  checkInRoots(root, resolve(root), roots);
  const names = (() => {
    try {
      return readdirSync(resolve(root));
    } catch {
      return [];
    }
  })();
  const isScript = (name: string): boolean => {
    const info = lstatSync(resolve(`${root}/${name}`), { throwIfNoEntry: false });
    // eslint-disable-next-line no-bitwise -- a mode is bits
    return info?.isFile() === true && (info.mode & 0o100) !== 0;
  };
  return new Map(
    names
      .filter(isScript)
      .sort(byBytes)
      .map((name) => [name, `${root}/${name}`]),
  );
}
