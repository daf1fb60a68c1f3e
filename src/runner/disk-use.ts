import { messageOf } from '../errors.ts';
import { run } from '../process/run.ts';
import { humanSize } from '../report/markdown.ts';
import { freeBytes } from './space.ts';

/** Folders that are named. */
const SHOWN = 5;

/**
 * What fills a directory and what is left beside it, in lines for an error about a full disk. It never throws: the
 * error it belongs to is what has to be told.
 */
export async function diskUse(dir: string): Promise<string[]> {
  const largest = await largestFolders(dir).catch(() => []);
  const free = await Promise.all(
    [dir, '/var/tmp'].map(async (path) => {
      const left = await freeBytes(path).then(humanSize, (error: unknown) => `unknown (${messageOf(error)})`);
      return `${path}: ${left}`;
    }),
  );
  return [
    ...(largest.length === 0
      ? []
      : [
          `largest folders of ${dir}: ${largest.map(({ path, size }) => `${path} ${humanSize(size)}`).join(', ')}`,
        ]),
    `free: ${free.join(', ')}`,
  ];
}

/**
 * The largest folders two levels down, by the room they take on the disk, in bytes. `du` counts: sparse disk images
 * and hard links make sums of file sizes useless.
 */
export async function largestFolders(dir: string): Promise<{ path: string; size: number }[]> {
  // What may not be read is left out and makes the exit code 1.
  const { stdout } = await run(['du', '--one-file-system', '--block-size=1', '--max-depth=2', '--', dir]);
  const folders = [...stdout.matchAll(/^(\d+)\t(.*)$/gm)].flatMap(([, size = '', path = '']) =>
    path.startsWith(`${dir}/`) ? [{ path: path.slice(dir.length + 1), size: Number(size) }] : [],
  );
  return folders
    .filter(({ path }) => !folders.some((other) => other.path.startsWith(`${path}/`)))
    .sort((a, b) => b.size - a.size)
    .slice(0, SHOWN);
}
