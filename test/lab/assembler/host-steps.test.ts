import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { host } from '../../../src/assembler/engines/host.ts';
import { runStep, type StepRunner } from '../../../src/assembler/run-step.ts';
import { cleanUp, STATE } from '../../../src/commands/clean-up.ts';
import { Cancellation, CancelledError } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

const ENGINE = { name: 'host', program: 'coreos-assembler', version: '', rootful: false } as const;

async function setup(script: string): Promise<{
  runner: StepRunner;
  log: MemoryLog;
  run: () => Promise<void>;
}> {
  const log = new MemoryLog();
  const dir = await tempDir();
  const runner: StepRunner = {
    engine: ENGINE,
    log,
    logDir: dir,
    runId: Math.random().toString(36).slice(2, 10),
    cancellation: new Cancellation(log),
    timings: [],
  };
  const container = {
    image: '',
    entrypoint: 'bash',
    command: ['-c', script],
    env: { OURS: 'here' },
    mounts: [],
    devices: [],
    privileged: false,
    extraArgs: [],
    workdir: dir,
  };
  return {
    runner,
    log,
    run: async () => await runStep(runner, { id: 'build', title: 'Compose', container }),
  };
}

/** True while a process runs; one that has ended and was not waited for does not. */
function runs(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('a step runs where its files are, with its own environment', async () => {
  const { runner, log, run } = await setup('pwd; echo "$OURS $OVIRT_NODE_IMAGE_STEP"; umask');
  await run();
  expect(log.of('child')).toEqual([runner.logDir, `here ovirt-node-image-${runner.runId}-build`, '0022']);
  expect(await readFile(join(runner.logDir, 'build.log'), 'utf8')).toContain('here');
});

it.each([
  ['one signal asks, and what does not listen is ended all the same', 1, 4_000],
  ['a second signal ends it at once', 2, 0],
])('%s', async (_title, signals, least) => {
  // Neither the shell nor the child it left in the background listens; nor does one in a session of its own.
  const deaf = 'trap "" TERM INT; ';
  const { runner, log, run } = await setup(
    `${deaf} sleep 60 & setsid bash -c 'trap "" TERM; echo "$$"; sleep 60; true' & echo "$$"; wait`,
  );
  const running = run();
  await until(() => log.of('child').length === 2);
  const pids = log.of('child').map(Number);
  const started = performance.now();
  const ends: Promise<void>[] = [];
  for (let count = 0; count < signals; count += 1) ends.push(runner.cancellation.cancel('SIGTERM'));
  await expect(running).rejects.toBeInstanceOf(CancelledError);
  await Promise.all(ends);
  expect(performance.now() - started).toBeGreaterThanOrEqual(least);
  expect(pids.filter(runs)).toEqual([]);
});

it('post ends what a killed build left, and nothing else', async () => {
  const log = new MemoryLog();
  const start = async (step: string): Promise<number> => {
    const { argv, env } = host.command(
      ENGINE,
      {
        image: '',
        entrypoint: 'sleep',
        command: ['60'],
        env: {},
        mounts: [],
        devices: [],
        privileged: false,
        extraArgs: [],
      },
      { name: step, runId: '' },
    );
    const [program, ...args] = argv;
    const child = spawn(program, args, { env, stdio: 'ignore' });
    await once(child, 'spawn');
    return child.pid ?? 0;
  };
  const mine = await start('ovirt-node-image-aaaa1111-fetch');
  const other = await start('ovirt-node-image-bbbb2222-fetch');
  await cleanUp({ [`STATE_${STATE.program}`]: 'host', [`STATE_${STATE.runId}`]: 'aaaa1111' }, log);
  expect(runs(mine)).toBe(false);
  expect(runs(other)).toBe(true);
  expect(log.of('info').join()).toMatch(/^removed \d process\(es\) the build had left running$/);
  expect(log.of('warning')).toEqual([]);
  process.kill(other, 'SIGKILL');
});
