import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { clearLeftovers } from '../../../src/runner/leftovers.ts';
import { tempDir } from '../../support/temp.ts';

async function made(dir: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), '');
  }
}

it('removes what a killed run leaves and nothing else', async () => {
  const dir = await tempDir();
  const kept = [
    'images/node.iso',
    'logs/push.log',
    'srv/builds/1/x86_64/.keep',
    'srv/builds/1/x86_64/manifest-lock.generated.x86_64.json',
    'srv/builds/1/x86_64/meta.json',
    'srv/builds/1/x86_64/node.lock',
    'srv/builds/builds.json',
    'srv/cache/fetched-stamp',
    'srv/tmp/manifest-lock.generated.json',
    'srv/tmp/repo/.lock',
    'srv/tmp/repo/config',
  ];
  await made(dir, [
    ...kept,
    'srv/builds/1/x86_64/.live.building',
    'srv/builds/1/x86_64/.metal.building',
    'srv/builds/1/x86_64/.meta.json.lock|host|7|3',
    'srv/builds/1/x86_64/.commitmeta.json.lock',
    'srv/builds/.builds.json.lock',
    'srv/builds/.builds.json.lock|host|7|3',
    'srv/tmp/repo.import.lock',
    'srv/tmp/repo.import.lock|host|7|3',
    'srv/tmp/image.json.lock',
    'srv/tmp/.compose.json.lock',
    'srv/tmp/oni-commit.Ab12Cd/repo/config',
    'srv/tmp/oni-commit.tar.part',
    'logs/push-digest',
    'logs/push-temp/oci123/index.json',
    'scratch/supermin/root',
    'pull/storage2718281828/3',
    'srv/tmp/supermin/supermin.env',
  ]);
  await symlink('1', join(dir, 'srv/builds/latest'));
  expect(await clearLeftovers(dir)).toEqual([]);
  const left = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = left.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  expect(files.map((file) => file.slice(dir.length + 1)).sort()).toEqual(kept);
  for (const name of ['scratch', 'pull']) expect(await readdir(join(dir, name))).toEqual([]);
});

it('has nothing to do in a work directory nothing was built in', async () => {
  expect(await clearLeftovers(join(await tempDir(), 'none'))).toEqual([]);
});
