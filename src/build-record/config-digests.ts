import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * sha256 of each file below a directory by its path in it, in the order of the paths. What git does not record of a
 * file (owner, time, other bits of its mode) is no part of it, and neither is a repository's own `.git`.
 */
export async function configDigests(dir: string): Promise<Record<string, string>> {
  const digests: [path: string, sha256: string][] = [];
  const walk = async (below: string): Promise<void> => {
    for (const name of await readdir(join(dir, below))) {
      if (name === '.git') continue;
      const path = below === '' ? name : `${below}/${name}`;
      const info = await lstat(join(dir, path));
      if (info.isDirectory()) await walk(path);
      else if (info.isSymbolicLink()) digests.push([path, digestOf('link', await readlink(join(dir, path)))]);
      else if (info.isFile()) {
        const kind = (info.mode & 0o100) === 0 ? 'file' : 'program';
        digests.push([path, digestOf(kind, await readFile(join(dir, path)))]);
      }
    }
  };
  await walk('');
  return Object.fromEntries(digests.sort(([one], [two]) => (one < two ? -1 : 1)));
}

/** One digest over all of them. */
export function treeDigest(digests: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(digests)).digest('hex');
}

function digestOf(kind: 'file' | 'program' | 'link', content: string | Buffer): string {
  return createHash('sha256').update(`${kind}\0`).update(content).digest('hex');
}
