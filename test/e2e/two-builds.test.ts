import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { expectedCommit, inspectTarball } from './inspect.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});

afterAll(async () => {
  await lab.close();
});

const VERSIONS = ['4.5', '4.6'];

/** Builds one version in a work directory of its own; `onPull` is called with where. */
async function build(version: string, onPull: (dir: string) => void): Promise<ActionRun> {
  const dir = await lab.runDir(`two-${version}`);
  return await runAction('main', {
    dir,
    inputs: { ...lab.inputs, 'ovirt-version': version, images: 'commit-tarball', upload: 'false' },
    env: lab.env,
    onOutput: (text) => {
      if (text.includes('::group::Pull')) onPull(dir);
    },
  });
}

/** Starts a build where another is under way. */
async function intrude(dir: string): Promise<ActionRun> {
  return await runAction('main', {
    dir: await lab.runDir('two-intruder'),
    inputs: { ...lab.inputs, 'work-dir': join(dir, 'temp', 'ovirt-node-image') },
    env: lab.env,
  });
}

it('two builds at once on one machine do not meet, and a third is refused where one is under way', async () => {
  let intruder: Promise<ActionRun> | undefined;
  const runs = await Promise.all(
    VERSIONS.map(
      async (version) =>
        await build(version, (dir) => {
          if (version === '4.5') intruder ??= intrude(dir);
        }),
    ),
  );
  const refused = await intruder;
  expect(refused?.exitCode).toBe(1);
  expect(refused?.log).toMatch(/::error::work-dir: .* is used by another build right now \(process \d+\)/);
  for (const [index, { exitCode, log, outputs }] of runs.entries()) {
    const version = VERSIONS[index] ?? '';
    expect(exitCode, log.slice(-3000)).toBe(0);
    expect(outputs['ref']).toBe(`ovirt/x86_64/node/${version}`);
    const tree = await inspectTarball(
      outputs['commit-tarball'] ?? '',
      expectedCommit(outputs),
      await lab.runDir(`two-${version}-tree`),
    );
    const facts = await readFile(join(tree, 'usr/share/ovirt-node/build-facts'), 'utf8');
    expect(facts).toBe(`ovirt-version=${version}\n`);
  }
  expect(runs[0]?.outputs['ostree-commit']).not.toBe(runs[1]?.outputs['ostree-commit']);
  expect(await lab.containers()).toEqual([]);
});
