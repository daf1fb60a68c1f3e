import { chmod, copyFile, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { UserError } from '../errors.ts';

/** Names that never belong to a configuration. */
const SKIPPED = new Set(['.git', '.ovirt-node-image', 'node_modules']);

/**
 * Copies a tree with what its links point at, as files. A link that leads out of `root` is refused, a link back to a
 * directory it lies in as well.
 *
 * @param root directory nothing may be read from outside of.
 */
export async function copyTree(source: string, target: string, root: string): Promise<void> {
  await copy(source, target, await realpath(root), []);
}

async function copy(source: string, target: string, root: string, above: readonly string[]): Promise<void> {
  const real = await realpath(source).catch(() => undefined);
  if (real === undefined) throw new UserError(`${source}: is a link to something that is not there`);
  if (real !== root && !real.startsWith(`${root}${sep}`)) {
    throw new UserError(
      `${source}: is a link to ${real}, outside of ${root}; put what it points at into the configuration`,
    );
  }
  const info = await stat(real);
  if (info.isDirectory()) {
    if (above.includes(real)) throw new UserError(`${source}: is a link to a directory it lies in`);
    await mkdir(target, { recursive: true });
    for (const name of (await readdir(real)).sort()) {
      if (!SKIPPED.has(name)) await copy(join(source, name), join(target, name), root, [...above, real]);
    }
    return;
  }
  if (!info.isFile()) throw new UserError(`${source}: is neither a file nor a directory`);
  const there = await lstat(target).catch(() => undefined);
  if (there?.isDirectory() === true) throw new UserError(`${target}: a directory is in the way of ${source}`);
  await copyFile(real, target);
  await chmod(target, (info.mode & 0o777) | 0o200);
}
