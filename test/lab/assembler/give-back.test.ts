import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../../../src/assembler/engine.ts';
import type { StepRunner } from '../../../src/assembler/run-step.ts';
import { giveBack, isForeign, noteGiveBack } from '../../../src/commands/give-back.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { planRequest } from './plan-request.ts';

const HOST: Engine = { name: 'host', program: 'coreos-assembler', version: '', rootful: false };

interface Setup {
  readonly log: MemoryLog;
  readonly dir: string;
  readonly note: string;
}

/** A work directory whose way back is noted. */
async function setup(engine: Engine): Promise<Setup> {
  const dir = await tempDir();
  const log = new MemoryLog();
  await mkdir(join(dir, 'scratch'));
  await writeFile(join(dir, 'file'), '');
  const [configDir, scratchDir] = [join(dir, 'src', 'config'), join(dir, 'scratch')];
  const request = planRequest({
    image: 'none',
    srvDir: dir,
    configDir,
    scratchDir,
    ownership: { after: `${process.getuid?.()}:${process.getgid?.()}` },
    paths: { work: dir, config: configDir, scratch: scratchDir },
  });
  const cancellation = new Cancellation(log);
  const runner: StepRunner = { engine, log, logDir: dir, runId: 'test', cancellation, timings: [] };
  await noteGiveBack(request, runner, dir);
  return { log, dir, note: join(dir, '.give-back.json') };
}

it('the way back is noted before it is needed, and gone once it was gone', async () => {
  const { log, dir, note } = await setup(HOST);
  const argv: unknown = JSON.parse(await readFile(note, 'utf8'));
  const owner = `${process.getuid?.()}:${process.getgid?.()}`;
  expect(Array.isArray(argv) ? argv.slice(-4) : argv).toEqual(['-R', owner, dir, join(dir, 'scratch')]);
  await giveBack(dir, log);
  expect(existsSync(note)).toBe(false);
  expect(log.of('warning')).toEqual([]);
  expect(await isForeign(dir)).toBe(false);
  await giveBack(dir, log);
  expect(log.of('warning')).toEqual([]);
});

it('what cannot be handed back is a warning with the way out, and stays to be done', async () => {
  const { log, dir, note } = await setup({ ...HOST, name: 'podman', program: '/nonexistent/podman' });
  await giveBack(dir, log);
  expect(existsSync(note)).toBe(true);
  expect(log.of('warning').join()).toMatch(
    new RegExp(`^work-dir: ${dir} could not be handed back whole \\(.*nonexistent.*\\); .*sudo chown -R`),
  );
});

it.each(['{}', '[]', 'no JSON'])('a note that says %s is a warning', async (text) => {
  const { log, dir, note } = await setup(HOST);
  await writeFile(note, text);
  await giveBack(dir, log);
  expect(log.of('warning')).toHaveLength(1);
});
