import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Emulator } from '../../../src/boot/emulator.ts';
import { STEP_MARK } from '../../../src/assembler/engines/step-processes.ts';
import { endRun } from '../../../src/commands/end-run.ts';

const env = (name: string): Record<string, string | undefined> => ({ ...process.env, [STEP_MARK]: name });

/** What ends the containers of a run that has none. */
const driver = { contained: true, removeRun: async () => await Promise.resolve(0) };

it('a machine that was started here ends with its run, and nothing else does', async () => {
  const machine = new Emulator(['sleep', '600'], env('ovirt-node-image-aaaa1111-boot'));
  const other = spawn('sleep', ['600'], {
    env: env('ovirt-node-image-bbbb2222-boot'),
    detached: true,
    stdio: 'ignore',
  });
  try {
    // The mark is there once the program has been started in place of the fork.
    await sleep(500);
    expect(await endRun(driver, 'aaaa1111')).toBe(1);
    await machine.closed;
    expect(existsSync(`/proc/${other.pid ?? 0}`)).toBe(true);
    expect(await endRun(driver, 'aaaa1111')).toBe(0);
  } finally {
    machine.kill();
    other.kill('SIGKILL');
    await once(other, 'exit');
  }
});
