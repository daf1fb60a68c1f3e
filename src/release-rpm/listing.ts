import { UserError } from '../errors.ts';
import type { ListedFile } from './file-list.ts';
import type { OpenedPackage } from './package.ts';
import { printable } from './text.ts';

/** Places in the header's list by name. @throws UserError for two files of one name. */
export function indexNames({ path, files }: OpenedPackage): Map<string, number> {
  const names = new Map<string, number>();
  const shown = new Set<string>();
  for (const [index, { rawPath, path: name }] of files.entries()) {
    if (names.has(plainName(rawPath)) || shown.has(plainName(name))) {
      throw new UserError(`${path}: not a usable rpm: it lists ${printable(name)} twice`);
    }
    names.set(plainName(rawPath), index);
    shown.add(plainName(name));
  }
  return names;
}

/** Every regular file that shares its inode with others, with all of them in the header's order. */
export function linkGroups(files: readonly ListedFile[]): Map<number, number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, { inode, regular, ghost }] of files.entries()) {
    if (inode === undefined || !regular || ghost) continue;
    const group = groups.get(inode);
    if (group === undefined) groups.set(inode, [index]);
    else group.push(index);
  }
  return new Map(
    [...groups.values()]
      .filter(({ length }) => length > 1)
      .flatMap((group) => group.map((index) => [index, group])),
  );
}

/** A name without what stands in front of it in archives and lists. */
export function plainName(name: string): string {
  return name.replace(/^\.?\/+/, '');
}

/** The path a file is written to. @throws UserError for one that leads upwards. */
export function safePath(where: string, { path }: ListedFile): string {
  const plain = plainName(path);
  if (plain.split('/').includes('..')) {
    throw new UserError(
      `${where}: refused: its payload has the path ${JSON.stringify(path)}, which climbs out`,
    );
  }
  return plain;
}
