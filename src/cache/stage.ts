import { constants } from 'node:fs';
import { access, copyFile, link, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What was laid out to be packed. */
export interface Staged {
  /** Bytes on the disk. */
  readonly bytes: number;
  readonly files: number;
  /** Files left out: not readable, or neither file nor directory. */
  readonly skipped: number;
}

/** Bytes a block counts in `stat`. */
const BLOCK = 512;

/**
 * Lays directories out for packing, as links to their files, which cost no space: only what can be read goes into an
 * archive, because what cannot be read would end the packing.
 *
 * @param from directories by their names in the pack.
 */
export async function stagePack(pack: string, from: Readonly<Record<string, string>>): Promise<Staged> {
  await rm(pack, { recursive: true, force: true });
  const sum = { bytes: 0, files: 0, skipped: 0 };
  for (const [name, directory] of Object.entries(from)) await stage(directory, join(pack, name), sum);
  return sum;
}

async function stage(
  from: string,
  to: string,
  sum: { bytes: number; files: number; skipped: number },
): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const path = join(from, entry.name);
    try {
      if (entry.isDirectory()) {
        await access(path, constants.R_OK | constants.X_OK);
        await stage(path, join(to, entry.name), sum);
      } else if (entry.isFile()) {
        await access(path, constants.R_OK);
        const target = join(to, entry.name);
        // Not everything is on the disk of the work directory: the tool cache need not be.
        await link(path, target).catch(async () => await copyFile(path, target));
        // Disk images have holes; their length says nothing.
        sum.bytes += (await lstat(path)).blocks * BLOCK;
        sum.files += 1;
      } else {
        sum.skipped += 1;
      }
    } catch {
      sum.skipped += 1;
    }
  }
}
