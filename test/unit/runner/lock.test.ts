import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockWorkDir } from '../../../src/runner/lock.ts';
import { tempDir } from '../../support/temp.ts';

describe('the lock of the work directory', () => {
  it('is held by one, and free again after its release', async () => {
    const dir = await tempDir();
    const first = await lockWorkDir(dir, 'run-1');
    await expect(lockWorkDir(dir, 'run-1')).rejects.toThrow(
      `work-dir: ${dir} is used by another build right now (process ${process.pid}); wait for it, or give this one another work-dir`,
    );
    await first.release();
    expect(first.abandoned).toBeUndefined();
    expect(existsSync(join(dir, '.lock'))).toBe(false);
    const second = await lockWorkDir(dir, 'run-1');
    await second.release();
  });

  it('of a process that is gone is taken over, with the run whose containers it may have left', async () => {
    const dir = await tempDir();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeFile(join(dir, '.lock'), JSON.stringify({ pid: child.pid, started: 1, runId: 'run-0' }));
    const lock = await lockWorkDir(dir, 'run-1');
    expect(JSON.parse(await readFile(join(dir, '.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    expect(lock.abandoned).toBe('run-0');
    await lock.release();
  });

  it('of a process id that was given to another process is taken over', async () => {
    const dir = await tempDir();
    await writeFile(join(dir, '.lock'), JSON.stringify({ pid: process.pid, started: 1, runId: 'run-0' }));
    const lock = await lockWorkDir(dir, 'run-1');
    expect(JSON.parse(await readFile(join(dir, '.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('that was cut off while it was written is taken over', async () => {
    const dir = await tempDir();
    await writeFile(join(dir, '.lock'), '{"pid":');
    const lock = await lockWorkDir(dir, 'run-1');
    expect(JSON.parse(await readFile(join(dir, '.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });
});
