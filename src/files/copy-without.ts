import { cp, mkdir, readdir, realpath } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isInside } from './inside.ts';

/**
 * Copies what is in a directory into another one that is there, except some parts. The target may lie inside of the
 * source when it is among those. Links are copied as they are: whether they may be followed is decided where they are
 * read.
 *
 * @param excluded absolute paths; those that are not there, or not inside of the source, are of no account.
 */
export async function copyWithout(
  source: string,
  target: string,
  excluded: readonly string[],
): Promise<void> {
  const outside = await Promise.all(
    excluded.filter((path) => existsSync(path)).map((path) => realpath(path)),
  );
  await copy(await realpath(source), target, outside);
}

async function copy(source: string, target: string, outside: readonly string[]): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (outside.includes(from)) continue;
    // What holds an excluded part is walked through; everything else is copied whole.
    if (entry.isDirectory() && outside.some((path) => isInside(path, from))) await copy(from, to, outside);
    else await cp(from, to, { recursive: true, verbatimSymlinks: true });
  }
}
