import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { copyExample, CRB_FILE, EXAMPLE } from './config.ts';

/** Lines by `path:number`, and `path mode` for what is there. */
async function linesOf(dir: string): Promise<Map<string, string>> {
  const lines = new Map<string, string>();
  for (const path of (await readdir(dir, { recursive: true })).sort()) {
    const info = await lstat(join(dir, path));
    lines.set(path, String(info.mode));
    if (info.isSymbolicLink()) lines.set(`${path}:`, await readlink(join(dir, path)));
    if (!info.isFile()) continue;
    const text = await readFile(join(dir, path), 'utf8');
    for (const [index, line] of text.split('\n').entries()) lines.set(`${path}:${index + 1}`, line);
  }
  return lines;
}

it('the configuration of the lab is the example but for the two addresses of CRB', async () => {
  const dir = await copyExample(join(await tempDir(), 'config'), {
    baseurl: 'http://lab/$&/crb',
    gpgkey: 'http://lab/key',
  });
  const [example, copy] = [await linesOf(EXAMPLE), await linesOf(dir)];
  expect([...copy.keys()]).toEqual([...example.keys()]);
  const changed = [...copy].filter(([place, line]) => example.get(place) !== line);
  expect(changed.map(([place]) => place.replace(/\d+$/, ''))).toEqual([`${CRB_FILE}:`, `${CRB_FILE}:`]);
  expect(changed.map(([, line]) => line)).toEqual(['baseurl=http://lab/$&/crb', 'gpgkey=http://lab/key']);
});
