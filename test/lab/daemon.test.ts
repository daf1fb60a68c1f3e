import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempDir } from '../support/temp.ts';
import { endEarlier } from './daemon.ts';

it('a daemon an earlier run left is ended, another program under its old id is not', async () => {
  const pidFile = join(await tempDir(), 'pid');
  await endEarlier('dockerd', pidFile);
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await writeFile(pidFile, String(child.pid));
  await endEarlier('dockerd', pidFile);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  await endEarlier('sleep', pidFile);
  await exited;
  expect(child.signalCode).toBe('SIGTERM');
});
