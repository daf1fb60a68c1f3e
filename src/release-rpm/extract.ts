import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { directoryAt } from '../files/directory.ts';
import type { Log } from '../log/log.ts';
import { isDirectory, isRegular } from './file-type.ts';
import type { PayloadEntry } from './payload.ts';
import { printable } from './text.ts';

/**
 * Writes the regular files of a payload below `dir`. Links and device nodes are never written, and nothing is
 * written through a link that is already there.
 *
 * @returns the paths written, relative to `dir`.
 * @throws UserError for a `dir` that is no directory, a link in the way, and a file that cannot be written.
 */
export async function extractPayload(
  entries: readonly PayloadEntry[],
  dir: string,
  log: Log,
): Promise<string[]> {
  checkExtractDir(dir);
  const written: string[] = [];
  for (const { path, mode, content } of entries) {
    if (isDirectory(mode)) continue;
    if (!isRegular(mode)) {
      log.warning(`${printable(path)}: is a link or a device and was left out`);
      continue;
    }
    const target = join(dir, path);
    await refuseLinks(dir, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content, { mode: 0o644 | (mode & 0o111), flag: 'w' });
    } catch (error) {
      throw new UserError(`--out: ${printable(target)}: cannot be written: ${messageOf(error)}`, {
        cause: error,
      });
    }
    written.push(path);
  }
  return written;
}

/** Looks at the directory before anything is fetched for it. @throws UserError */
export function checkExtractDir(dir: string): void {
  directoryAt(dir, { name: '--out', links: true });
}

async function refuseLinks(dir: string, path: string): Promise<void> {
  let current = dir;
  for (const part of path.split('/')) {
    current = join(current, part);
    const info = await lstat(current).catch(() => undefined);
    if (info?.isSymbolicLink() === true)
      throw new UserError(`${printable(current)}: is a link; nothing is written through it`);
  }
}
