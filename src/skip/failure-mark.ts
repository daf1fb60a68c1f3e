import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In a work directory from the beginning of a build to its good end. */
const MARK = '.unfinished';

/**
 * Marks a build as begun, so that one that fails, or is killed, is known to the next in the same work directory.
 *
 * @returns true when the one before came to no good end.
 */
export async function markBegin(workDir: string): Promise<boolean> {
  const file = join(workDir, MARK);
  const before = existsSync(file);
  await writeFile(file, 'A build that began here has not come to a good end.\n');
  return before;
}

/** Takes the mark away. */
export async function markEnd(workDir: string): Promise<void> {
  await rm(join(workDir, MARK), { force: true });
}
