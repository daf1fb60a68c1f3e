import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { must } from '../../must.ts';
import { rpmbuild } from '../../repos/build.ts';
import { ensureKey, signPackages, type LabKey } from '../../repos/key.ts';
import { emptySpec, realSpec } from '../../repos/spec.ts';

/** Small repositories in which something is wrong, or nothing, and the keys that go with them. */
export interface FaultyRepositories {
  /** Holds `good`, `unsigned` (packages without signature), `stale` (an index of other bytes) and `foreign` (an index signed by another key). */
  readonly root: string;
  readonly key: LabKey;
  /** A key that signed no package. */
  readonly otherKey: LabKey;
}

/** Enough for a commit: a root, a kernel that never runs, and a file two packages cannot agree on. */
const FILES = {
  'lab-kernel': { 'usr/lib/modules/1.0-lab/vmlinuz': 'kernel\n' },
  'lab-system': { 'usr/lib/os-release': 'ID="lab"\n', 'usr/bin/lab': 'lab\n' },
  'file-a': { 'usr/share/lab/shared': 'of a\n' },
  'file-b': { 'usr/share/lab/shared': 'of b\n' },
} as const;

/** Makes them, once: they are kept by what goes in. */
export async function ensureFaultyRepositories(labDir: string): Promise<FaultyRepositories> {
  const cache = join(labDir, 'cache');
  const key = await ensureKey(cache);
  const otherKey = await ensureKey(cache, 'oni-lab-other');
  const content = await Promise.all(
    [import.meta.filename, key.path, otherKey.path].map(async (file) => await readFile(file, 'utf8')),
  );
  const hash = createHash('sha256').update(content.join('\0')).digest('hex').slice(0, 16);
  const root = join(cache, `faulty-repos-${hash}`);
  if (existsSync(root)) return { root, key, otherKey };
  const work = join(labDir, 'tmp', 'faulty-repos');
  await rm(work, { recursive: true, force: true });
  const out = join(work, 'out');
  const good = join(out, 'good');
  await mkdir(good, { recursive: true });
  for (const [name, files] of Object.entries(FILES)) {
    const tree = join(work, `root-${name}`);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), text);
    }
    await rpmbuild(realSpec({ name, version: '1', root: tree }), join(work, `build-${name}`), good);
  }
  const empty = emptySpec('lab-empty', [
    { name: 'needy', requires: ['nobody-has-this'] },
    { name: 'wants-excluded', requires: ['excluded'] },
    { name: 'excluded' },
    { name: 'clash-a', provides: ['clash-a-only = 1'] },
    { name: 'clash-b' },
  ]).replace('%description -n clash-b', 'Conflicts: clash-a\n%description -n clash-b');
  await rpmbuild(empty, join(work, 'build-empty'), good);
  const unsigned = join(out, 'unsigned');
  await rpmbuild(emptySpec('lab-unsigned', [{ name: 'unsigned' }]), join(work, 'build-unsigned'), unsigned);
  await must(['createrepo_c', '--quiet', unsigned]);
  await signPackages(await filesOf(good, '.rpm'), key);
  await must(['createrepo_c', '--quiet', good]);
  await makeStale(good, join(out, 'stale'));
  await cp(good, join(out, 'foreign'), { recursive: true });
  await must(['gpg', '--batch', '--armor', '--detach-sign', join(out, 'foreign', 'repodata', 'repomd.xml')], {
    env: { GNUPGHOME: otherKey.home },
  });
  for (const { path } of [key, otherKey]) await cp(path, join(out, basename(path)));
  await rename(out, root);
  await rm(work, { recursive: true, force: true });
  return { root, key, otherKey };
}

/** A mirror that was caught while it was updated: the index lists other bytes than there are. */
async function makeStale(good: string, stale: string): Promise<void> {
  await cp(good, stale, { recursive: true });
  for (const file of await filesOf(join(stale, 'repodata'), 'primary.xml.gz')) await appendFile(file, 'x');
}

async function filesOf(dir: string, end: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.endsWith(end)).map((name) => join(dir, name));
}
