import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Gives everything below a directory, and the directory, the modes git records: 755 for directories and for files
 * their owner may execute, 644 for other files. What a tree is must not depend on somebody's umask, and the builder
 * inside the assembler is another user, who has to be able to read it.
 */
export async function normalizeModes(path: string): Promise<void> {
  const info = await lstat(path);
  if (info.isSymbolicLink()) return;
  const isDirectory = info.isDirectory();
  const wanted = isDirectory || (info.mode & 0o100) !== 0 ? 0o755 : 0o644;
  if ((info.mode & 0o7777) !== wanted) await chmod(path, wanted);
  if (!isDirectory) return;
  for (const name of await readdir(path)) await normalizeModes(join(path, name));
}
