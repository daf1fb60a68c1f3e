import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, type CliOptions, type CliRun } from '../lab/cli.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { promisedOutputs, wrongOutputs } from './outputs.ts';

let lab: Lab;

beforeAll(async () => {
  lab = await startLab();
});

afterAll(async () => {
  await lab.close();
});

/** Flags for inputs of the same name. */
function flags(inputs: Readonly<Record<string, string>>): string[] {
  return Object.entries(inputs).map(([name, value]) => `--${name}=${value}`);
}

/** Outputs as --json prints them: an object of texts. */
function textsOf(value: unknown): Record<string, string> {
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(entries.map(([name, text]) => [name, String(text)]));
}

/** Runs the command line against the lab. */
async function cli(args: readonly string[], options: Omit<CliOptions, 'env'>): Promise<CliRun> {
  return await runCli(args, { ...options, env: lab.env });
}

describe('the command line', () => {
  it('builds as the action does, with the result alone on standard output', async () => {
    const cwd = await lab.runDir('cli-build');
    const run = await cli(['build', ...flags({ ...lab.inputs, images: 'commit-tarball' }), '--json'], {
      cwd,
    });
    expect(run.exitCode, run.stderr.slice(-3000)).toBe(0);
    const outputs = textsOf(JSON.parse(run.stdout));
    expect(Object.keys(outputs).sort()).toEqual(promisedOutputs(['commit-tarball'], false));
    expect(await wrongOutputs(outputs, ['commit-tarball'], false)).toEqual([]);
    expect(outputs['build-dir']).toContain(join(cwd, '.ovirt-node-image'));
    // No workflow commands for a person.
    expect(run.stderr).not.toMatch(/^::/m);
    expect(run.stderr).toContain('nothing is uploaded');
  });

  it('renders without a container', async () => {
    const cwd = await lab.runDir('cli-render');
    const inputs = Object.fromEntries(
      Object.entries(lab.inputs).filter(([name]) => name !== 'assembler-image'),
    );
    const run = await cli(['render', ...flags(inputs), '--out', 'tree', '--json'], { cwd });
    expect(run.exitCode, run.stderr).toBe(0);
    const report: unknown = JSON.parse(run.stdout);
    expect(report).toMatchObject({ name: 'ovirt-node', ref: 'ovirt/x86_64/node/4.5', target: 'el9' });
    expect(await readFile(join(cwd, 'tree', 'manifest.yaml'), 'utf8')).toContain(
      'ovirt/${basearch}/node/4.5',
    );
    const again = await cli(['render', ...flags(inputs), '--out', 'tree'], { cwd });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stdout).toBe(`${join(cwd, 'tree')}\n`);
    await mkdir(join(cwd, 'mine'));
    await writeFile(join(cwd, 'mine', 'notes'), 'mine');
    const own = await cli(['render', ...flags(inputs), '--out', 'mine'], { cwd });
    expect(own.exitCode).toBe(1);
    expect(own.stderr).toMatch(
      /is not empty and was not rendered before; remove it, or give another directory/,
    );
  });

  it('names every wrong flag at once and exits with 2', async () => {
    const cwd = await lab.runDir('cli-usage');
    const run = await cli(['build', '--engine=lxc', '--memory=lots', '--config=nowhere'], { cwd });
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe('');
    for (const part of ['engine:', 'memory:', 'config:']) expect(run.stderr).toContain(part);
    const unknown = await cli(['build', '--no-such-flag=1'], { cwd });
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('--no-such-flag');
  });

  it.each([
    ['it is interrupted', 130, (child: ChildProcess) => child.kill('SIGINT')],
    ['nobody reads what it says', 143, (child: ChildProcess) => child.stderr?.destroy()],
  ])('stops its container when %s', async (_when, exitCode, end) => {
    const cwd = await lab.runDir('cli-cancel');
    let sent = 0;
    const run = await cli(['build', ...flags({ ...lab.inputs, images: 'commit-tarball' })], {
      cwd,
      onStderr: (text, child) => {
        if (sent > 0 || !text.includes('Fetch packages')) return;
        sent = Date.now();
        setTimeout(() => end(child), 500);
      },
    });
    expect(run.exitCode, run.stderr.slice(-2000)).toBe(exitCode);
    expect(Date.now() - sent).toBeLessThan(20_000);
    expect(await lab.containers()).toEqual([]);
    expect(run.stdout).toBe('');
  });
});
