import { chmod, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configDigests, treeDigest } from '../../../src/build-record/config-digests.ts';
import { tempDir } from '../../support/temp.ts';

it('a tree is known by the names, contents and execute bits of its files, and nothing else', async () => {
  const dir = await tempDir();
  await mkdir(join(dir, 'live', 'deep'), { recursive: true });
  await mkdir(join(dir, '.git'));
  await writeFile(join(dir, '.git', 'HEAD'), 'x');
  await writeFile(join(dir, 'manifest.yaml'), 'a: 1\n');
  await writeFile(join(dir, 'live', 'deep', 'menu'), 'text');
  await symlink('manifest.yaml', join(dir, 'link'));
  const before = await configDigests(dir);
  expect(Object.keys(before)).toEqual(['link', 'live/deep/menu', 'manifest.yaml']);

  const digests = new Set([treeDigest(before)]);
  const expectNew = async (): Promise<void> => {
    const digest = treeDigest(await configDigests(dir));
    expect(digests).not.toContain(digest);
    digests.add(digest);
  };
  await utimes(join(dir, 'manifest.yaml'), 1, 1);
  await chmod(join(dir, 'manifest.yaml'), 0o600);
  await writeFile(join(dir, '.git', 'HEAD'), 'y');
  expect(await configDigests(dir)).toEqual(before);

  await chmod(join(dir, 'manifest.yaml'), 0o755);
  await expectNew();
  await writeFile(join(dir, 'manifest.yaml'), 'a: 2\n');
  await expectNew();
  await rm(join(dir, 'link'));
  await symlink('elsewhere', join(dir, 'link'));
  await expectNew();
  await rm(join(dir, 'link'));
  // A file with the text of the link is no link.
  await writeFile(join(dir, 'link'), 'elsewhere');
  await expectNew();
  await rm(join(dir, 'live'), { recursive: true });
  await expectNew();
});
