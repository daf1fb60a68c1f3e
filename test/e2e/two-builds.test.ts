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

/** Builds one version in a work directory of its own. */
async function build(version: string): Promise<ActionRun> {
  return await runAction('main', {
    dir: await lab.runDir(`two-${version}`),
    inputs: { ...lab.inputs, 'ovirt-version': version, images: 'commit-tarball', upload: 'false' },
    env: lab.env,
  });
}

it('two builds at once on one machine do not meet', async () => {
  const versions = ['4.5', '4.6'];
  const runs = await Promise.all(versions.map(build));
  for (const [index, { exitCode, log, outputs }] of runs.entries()) {
    const version = versions[index] ?? '';
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
