import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { endRun } from '../../../src/commands/end-run.ts';
import { tempDir } from '../../support/temp.ts';

/** How many emulators have an ISO of this directory. */
async function machines(dir: string): Promise<number> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    ids.map(async (id) => await readFile(join('/proc', id, 'cmdline'), 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(`file=${join(dir, 'node.iso')}`)).length;
}

it('the machine of a boot outlives a job that is killed, until its run is ended', async () => {
  const dir = await tempDir();
  await writeFile(join(dir, 'node.iso'), Buffer.alloc(1 << 20));
  const child = spawn(
    join(resolve('node_modules'), '.bin', 'node'),
    [join(import.meta.dirname, 'boot-child.ts'), dir, 'cafe0001'],
    { stdio: 'ignore' },
  );
  while ((await machines(dir)) === 0 && child.exitCode === null) await sleep(100);
  child.kill('SIGKILL');
  await once(child, 'exit');
  // This is what there is to end.
  expect(await machines(dir)).toBe(1);
  // The containers of the run: there are none.
  const driver = { contained: true, removeRun: async () => await Promise.resolve(0) };
  expect(await endRun(driver, 'cafe0002')).toBe(0);
  expect(await machines(dir)).toBe(1);
  expect(await endRun(driver, 'cafe0001')).toBe(1);
  expect(await machines(dir)).toBe(0);
});
