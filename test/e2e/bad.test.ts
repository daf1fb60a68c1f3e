import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { CRB_FILE } from '../lab/config.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { ensureKey } from '../lab/repos/key.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});

afterAll(async () => {
  await lab.close();
});

async function failing(name: string, inputs: Record<string, string>): Promise<ActionRun> {
  const result = await runAction('main', {
    dir: await lab.runDir(name),
    inputs: { ...lab.inputs, ...inputs },
    env: lab.env,
  });
  expect(result.exitCode, result.log.slice(-2000)).not.toBe(0);
  // One clear error, never a stack trace, nothing left running, nothing uploaded as good.
  expect(result.log.match(/^::error/gm)).toHaveLength(1);
  expect(result.log).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(await lab.containers()).toEqual([]);
  expect(lab.artifacts.list().filter(({ name: artifact }) => /\.(iso|tar)$/.test(artifact))).toEqual([]);
  // All that is said of a build that failed is why.
  expect(Object.keys(result.outputs).filter((output) => !output.startsWith('failure-'))).toEqual([]);
  return result;
}

describe('bad things', () => {
  it('all bad inputs are named at once, before anything is fetched', async () => {
    const result = await failing('bad-inputs', {
      engine: 'lxc',
      images: 'qcow2',
      'ovirt-version': '',
      target: 'rhel',
    });
    for (const part of ['engine:', 'images:', 'target:', '@OVIRT_VERSION@'])
      expect(result.log).toContain(part);
    expect(result.log).not.toContain('::group::Pull');
    expect(result.exitCode).toBe(2);
    expect(result.outputs).toEqual({ 'failure-class': 'input', 'failure-signature': 'bad-input' });
  });

  it('a release rpm signed by another key is refused', async () => {
    // A directory of its own each time: an agent of gpg may outlive the directory it was started for.
    const other = await ensureKey(await lab.runDir(`other-key-${Date.now()}`), 'oni-other');
    const result = await failing('wrong-key', { 'ovirt-release-key': other.path });
    expect(result.log).toMatch(/::error::.*signed by key [0-9a-f]{16}, ovirt-release-key holds [0-9a-f]{16}/);
  });

  it('twin: the example without its CRB is refused before anything is pulled, with what to write', async () => {
    const config = join(await lab.runDir('no-crb-config'), 'config');
    await cp(lab.inputs['config'] ?? '', config, { recursive: true });
    await rm(join(config, CRB_FILE));
    const result = await failing('no-crb', { config });
    expect(result.log).toMatch(/::error::ovirt-release: its packages need CRB, and no repository in use/);
    expect(result.log).toContain('[c9s-crb]');
    expect(result.log).not.toContain('Compose the commit');
  });

  it('a package no repository has is named', async () => {
    const result = await failing('no-package', { packages: 'ovirt-nosuch' });
    expect(result.log).toMatch(
      /::error::fetch failed \(exit code 1\): error: Installing packages: Packages not found: ovirt-nosuch/,
    );
    expect(result.summary).toContain('not built');
    expect(result.summary).toContain(`Everything is kept in \`${join(result.temp, 'ovirt-node-image')}\`.`);
    expect(result.outputs).toEqual({
      'failure-class': 'packages',
      'failure-signature': 'packages-not-found',
    });
    expect(lab.artifacts.list().map(({ name }) => name)).toContain('ovirt-node-image-log-el9-x86_64');
  });

  it('a script that fails in the build is shown with its own line', async () => {
    const result = await failing('bad-script', {
      overrides:
        'postprocess:\n  - |\n    #!/usr/bin/env bash\n    echo "boom: no such thing" >&2\n    exit 7\n',
    });
    expect(result.log).toMatch(/::error::build failed .*inline postprocessing script.*code 7/);
  });
});
