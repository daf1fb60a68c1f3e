import { lstat, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copyTree } from '../../../src/config-tree/copy.ts';
import { tempDir } from '../../support/temp.ts';

it('copies what links inside the root point at, as files', async () => {
  const dir = await tempDir();
  const out = join(await tempDir(), 'out');
  await mkdir(join(dir, 'real'));
  await writeFile(join(dir, 'real', 'file'), 'text');
  await symlink('real', join(dir, 'alias'));
  await copyTree(dir, out, dir);
  expect(await readFile(join(out, 'alias', 'file'), 'utf8')).toBe('text');
  expect((await lstat(join(out, 'alias'))).isSymbolicLink()).toBe(false);
});

it.each([
  ['out of the root', '/etc/hostname', /outside of/],
  ['to nothing', 'absent', /not there/],
  ['to its own directory', '.', /a directory it lies in/],
])('refuses a link %s', async (_what, target, expected) => {
  const dir = await tempDir();
  await symlink(target, join(dir, 'link'));
  await expect(copyTree(dir, join(await tempDir(), 'out'), dir)).rejects.toThrow(expected);
});
