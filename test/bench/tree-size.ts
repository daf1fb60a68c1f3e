import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** MB a directory takes on disk, each file once however many names it has, without the top entries of `except`. */
export async function treeSize(dir: string, except: readonly string[]): Promise<number> {
  const seen = new Set<number>();
  for (const name of except) await walk(join(dir, name), seen);
  const blocks = await walk(dir, seen, except);
  return (blocks * 512) / 1e6;
}

/** Blocks of what is not in `seen` yet; what vanishes meanwhile counts nothing. */
async function walk(path: string, seen: Set<number>, except: readonly string[] = []): Promise<number> {
  const info = await lstat(path).catch(() => undefined);
  if (info === undefined || seen.has(info.ino)) return 0;
  seen.add(info.ino);
  if (!info.isDirectory()) return info.blocks;
  let blocks = info.blocks;
  for (const name of await readdir(path).catch(() => [])) {
    if (!except.includes(name)) blocks += await walk(join(path, name), seen);
  }
  return blocks;
}
