import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../../support/temp.ts';
import { BASE, plant, USER } from '../../unit/config-tree/trees.ts';
import { must } from '../must.ts';

/** Modes of everything below a directory that are not those git records, as `path mode`. */
async function strangeModes(dir: string): Promise<string[]> {
  const strange: string[] = [];
  for (const path of ['.', ...(await readdir(dir, { recursive: true }))]) {
    const info = await lstat(join(dir, path));
    if (info.isSymbolicLink()) continue;
    const mode = (info.mode & 0o7777).toString(8);
    if (!(info.isDirectory() ? ['755'] : ['644', '755']).includes(mode)) strange.push(`${path} ${mode}`);
  }
  return strange;
}

/** Renders and adapts in a process with a umask of its own: that of a thread cannot be set. */
async function renderUnder(umask: string): Promise<{ out: string; commit: string }> {
  const config = await plant(await tempDir(), { ...USER, 'keys/mine': 'K', script: '#!/bin/sh\n' });
  const base = await plant(await tempDir(), BASE);
  const out = join(await tempDir(), 'out');
  const commit = await must([
    process.execPath,
    join(import.meta.dirname, 'render-under-umask.ts'),
    umask,
    config,
    base,
    out,
  ]);
  return { out, commit: commit.trim() };
}

it.each(['077', '000', '022'])('a tree rendered under umask %s can be read by every user', async (umask) => {
  const { out, commit } = await renderUnder(umask);
  expect(commit).toMatch(/^[0-9a-f]{40}$/);
  expect(await strangeModes(out)).toEqual([]);
  expect(await must(['git', '-C', out, 'status', '--porcelain'])).toBe('');
});

it('the commit is the same under every umask', async () => {
  const [strict, open] = [await renderUnder('077'), await renderUnder('000')];
  expect(strict.commit).toBe(open.commit);
});

it('twin: a file only its owner may read is noticed', async () => {
  const { out } = await renderUnder('077');
  await chmod(join(out, 'manifest.yaml'), 0o600);
  await chmod(join(out, '.git/objects'), 0o700);
  expect((await strangeModes(out)).sort()).toEqual(['.git/objects 700', 'manifest.yaml 600']);
});
