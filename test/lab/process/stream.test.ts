import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run, type RunResult } from '../../../src/process/run.ts';

/** Runs endless-line.ts with a heap too small for the line it reads. */
async function limited(mode: 'stream' | 'collect'): Promise<RunResult> {
  const peer = join(import.meta.dirname, 'endless-line.ts');
  return await run([process.execPath, '--max-old-space-size=32', peer, mode]);
}

it('a line that never ends does not fill the memory', async () => {
  expect(await limited('stream')).toEqual({ exitCode: 0, stdout: '268435456 bytes\n', stderr: '' });
});

it('twin: what collects the line dies of it', async () => {
  const kept = await limited('collect');
  expect(kept.exitCode).not.toBe(0);
  expect(kept.stderr).toContain('heap out of memory');
});
