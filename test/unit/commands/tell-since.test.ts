import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StepRunner } from '../../../src/assembler/run-step.ts';
import { buildDirs } from '../../../src/commands/build-context.ts';
import { prepareAndLookBack } from '../../../src/commands/prepare-and-look-back.ts';
import { compareSolved } from '../../../src/commands/skip-build.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { claimWorkDir } from '../../../src/runner/work-dir.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { writeState } from '../../support/state.ts';
import { tempDir } from '../../support/temp.ts';
import { BASE, plant, USER } from '../config-tree/trees.ts';

const URL = 'https://github.com/o/our-node';
let workspace: string;
let workDir: string;
let base: string;

beforeEach(async () => {
  workspace = await tempDir();
  await plant(join(workspace, 'config'), USER);
  base = await plant(await tempDir(), BASE);
  workDir = join(await tempDir(), 'work');
  await claimWorkDir(workDir);
});

/** The last good build lies in the work directory. */
async function good(): Promise<void> {
  await writeState(join(workDir, 'metadata'), {
    name: 'our-node',
    run: { id: 41, url: `${URL}/actions/runs/41`, sha: '4'.repeat(40) },
  });
}

/** Prepares a build that cannot come to a good end: nothing can be pulled. @returns where it failed, and what was told */
async function told(
  raw: Readonly<Record<string, string>> = {},
): Promise<{ readonly why: string | undefined; readonly changes: string[] }> {
  const log = new MemoryLog();
  const cancellation = new Cancellation(log);
  const engine = { name: 'podman', program: 'false', version: '5', rootful: true } as const;
  const env = {
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'o/our-node',
    GITHUB_RUN_ID: '42',
    GITHUB_SHA: '5'.repeat(40),
  };
  const inputs = await parseInputs(
    {
      config: join(workspace, 'config'),
      'work-dir': workDir,
      'base-config': base,
      'assembler-image': 'localhost:1/team/cosa:1',
      target: 'el9',
      'base-config-path': 'base',
      'skip-unchanged': 'true',
      ...raw,
    },
    { cwd: workspace, env, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
  );
  const dirs = buildDirs(inputs, { contained: true });
  for (const dir of Object.values<string>({ ...dirs })) await mkdir(dir, { recursive: true });
  const runner: StepRunner = {
    engine,
    log,
    logDir: dirs.logs,
    runId: 'test',
    cancellation,
    secretEnv: {},
    timings: [],
    workDir,
    limitMs: undefined,
  };
  const changes: string[] = [];
  const context = {
    env,
    log,
    cancellation,
    onEngine: (): void => undefined,
    onChanges: (text: string): void => void changes.push(text),
  };
  const error = await refusal(
    prepareAndLookBack(inputs, context, runner, { dirs, engine, failedHere: false }),
  );
  return { why: error.failure?.class, changes };
}

const LAST = `The last good build is [9.20261124.0](${URL}/actions/runs/41) (2026\\-11\\-24T03:00:00.000Z).`;
const COMPARED =
  '- Configuration: `444444444444` → `555555555555` ' +
  `([compare](${URL}/compare/${'4'.repeat(40)}...${'5'.repeat(40)}))`;

it('packages the solver takes otherwise are told, and the same ones are a reason to skip', async () => {
  const lock = async (name: string, evra: string): Promise<string> => {
    const file = join(workDir, name);
    await writeFile(file, JSON.stringify({ packages: { sanlock: { evra }, bash: { evra: '5-1.x86_64' } } }));
    return file;
  };
  const [one, same, other] = [
    await lock('1', '1-1.x86_64'),
    await lock('2', '1-1.x86_64'),
    await lock('3', '2-1.x86_64'),
  ];
  const changes: string[] = [];
  const context = { log: new MemoryLog(), onChanges: (text: string): void => void changes.push(text) };
  expect(await compareSolved(one, same, context)).toBe('the solver takes the same 2 packages');
  expect(changes).toEqual([]);
  expect(await compareSolved(one, other, context)).toBeUndefined();
  expect(changes).toEqual(['`1 packages differ: sanlock 1-1.x86_64 → 2-1.x86_64`']);
});

describe('of a build that fails, what has changed since the last good one is told', () => {
  it('before the pull, which may be what fails', async () => {
    await good();
    const { why, changes } = await told();
    expect([why, changes.length]).toEqual(['pull', 1]);
    for (const part of [LAST, COMPARED, '- Base configuration: `cccccccccccc` of https://', '- `config: '])
      expect(changes[0]).toContain(part);
  });

  it.each([
    ['release-rpm', { 'ovirt-release': 'config/manifest.yaml.in' }],
    ['base-config', { 'base-config-ref': 'a'.repeat(40) }],
    ['render', { 'base-config-path': 'elsewhere' }],
  ])('as far as it is known where the part %s fails', async (part, raw) => {
    await good();
    expect(await told(raw)).toEqual({
      why: part,
      changes: [`${LAST}\n\n${COMPARED}\n\nIt failed before it was known what else has moved.`],
    });
  });

  it('and nothing is where there is none', async () => {
    expect((await told({ 'base-config-path': 'elsewhere' })).changes).toEqual([]);
  });
});
