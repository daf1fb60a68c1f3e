import { copyFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';

/**
 * Puts a lock file where the assembler looks for it, in place of the configuration's own of that architecture. What
 * is laid over it, `manifest-lock.overrides.*`, stays.
 *
 * @param lock absolute path, ending in .json or a form of .yaml, by which it is read.
 * @param out the rendered tree.
 */
export async function placeLock(lock: string, arch: string, out: string): Promise<void> {
  const extension = /^\.ya?ml$/.test(extname(lock)) ? 'yaml' : 'json';
  for (const other of ['json', 'yaml'])
    await rm(join(out, `manifest-lock.${arch}.${other}`), { force: true });
  await copyFile(lock, join(out, `manifest-lock.${arch}.${extension}`));
}
