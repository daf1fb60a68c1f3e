import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { isInside } from '../files/inside.ts';
import { debugText } from './debug-text.ts';
import { TreefileError } from './error.ts';
import type { Origin } from './types.ts';

/**
 * Refuses what leads out of the directories files may be opened in, however it gets there: by its name, by a link, by
 * a link on the way. Nor is anything of git's own opened, wherever the roots are. What is not there is left to the one
 * who opens it.
 *
 * @param path as it is told in errors; `resolved` is where it is.
 * @param roots real paths of directories, or of single files; undefined = everything may be opened.
 * @param from what names the file.
 * @throws TreefileError, which does not say where the path leads.
 */
export function checkInRoots(
  path: string,
  resolved: string,
  roots: readonly string[] | undefined,
  from?: Origin,
): void {
  if (roots === undefined) return;
  const real = realPathOf(resolved);
  if (real === undefined || roots.some((root) => isInside(real, root) && !isOfGit(relative(root, real))))
    return;
  throw new TreefileError(
    `${debugText(path)} leads out of the configuration; everything a configuration names has to be inside of it`,
    from ?? { file: path },
  );
}

/** True for git's own files, which hold credentials of a job. */
function isOfGit(path: string): boolean {
  return path.split(sep).includes('.git');
}

/** Where a path leads; undefined where it leads to nothing that can be opened. */
export function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}
