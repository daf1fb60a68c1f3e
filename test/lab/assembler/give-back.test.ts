import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../../src/assembler/engine.ts';
import type { PlanRequest } from '../../../src/assembler/plan.ts';
import type { StepRunner } from '../../../src/assembler/run-step.ts';
import { isForeign, prepareGiveBack } from '../../../src/commands/give-back.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

const HOST: Engine = { name: 'host', program: 'coreos-assembler', version: '', rootful: false };

async function setup(engine: Engine): Promise<{
  log: MemoryLog;
  dir: string;
  told: (readonly string[])[];
  giveBack: () => Promise<void>;
}> {
  const dir = await tempDir();
  const log = new MemoryLog();
  await mkdir(join(dir, 'scratch'));
  await writeFile(join(dir, 'file'), '');
  const request: PlanRequest = {
    image: 'none',
    srvDir: dir,
    configDir: join(dir, 'src', 'config'),
    scratchDir: join(dir, 'scratch'),
    images: [],
    version: undefined,
    overrideRpms: false,
    ownership: { after: `${process.getuid?.()}:${process.getgid?.()}` },
    paths: { work: dir, config: join(dir, 'src', 'config'), scratch: join(dir, 'scratch') },
    runMode: 'unprivileged',
    kvmDevice: false,
    kvmGroup: undefined,
    kvmDisabled: true,
    fuse: false,
    memoryMiB: undefined,
    engineArgs: [],
  };
  const cancellation = new Cancellation(log);
  const runner: StepRunner = { engine, log, logDir: dir, runId: 'test', cancellation, timings: [] };
  const told: (readonly string[])[] = [];
  const context = { env: {}, log, cancellation, onEngine: () => undefined };
  const giveBack = prepareGiveBack(request, runner, { ...context, onOwners: (argv) => told.push(argv) });
  return { log, dir, told, giveBack };
}

it('the way back is told before it is needed, and taken back once gone', async () => {
  const { log, dir, told, giveBack } = await setup(HOST);
  expect(told).toHaveLength(1);
  expect(told[0]?.slice(-4)).toEqual([
    '-R',
    `${process.getuid?.()}:${process.getgid?.()}`,
    dir,
    join(dir, 'scratch'),
  ]);
  await giveBack();
  expect(told.slice(1)).toEqual([[]]);
  expect(log.of('warning')).toEqual([]);
  expect(await isForeign(dir)).toBe(false);
});

it('what cannot be handed back is a warning with the way out, and stays to be done', async () => {
  const { log, dir, told, giveBack } = await setup({
    ...HOST,
    name: 'podman',
    program: '/nonexistent/podman',
  });
  await giveBack();
  expect(told).toHaveLength(1);
  expect(log.of('warning').join()).toMatch(
    new RegExp(`^work-dir: ${dir} could not be handed back whole \\(.*nonexistent.*\\); .*sudo chown -R`),
  );
});
