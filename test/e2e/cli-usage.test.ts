import { execFile, spawn, type StdioOptions } from 'node:child_process';
import { mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VERSION } from '../../src/version.ts';
import { ROOT } from '../lab/action.ts';

interface Answer {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

let cwd: string;

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'oni-usage-'));
});

afterEach(async () => {
  await rm(cwd, { recursive: true });
});

/** What a laptop has. */
function laptop(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(GITHUB_|RUNNER_|ACTIONS_|INPUT_|CI$|DEBUG$)/.test(name),
    ),
  );
}

/** Runs the bundled command line in an empty directory, as on a laptop; nothing of the lab is needed. */
async function cli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'dist', 'cli.js'), ...args],
      { cwd, env: { ...laptop(), ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

describe('the bundled command line', () => {
  it('knows its help and its version, and no command it does not have', async () => {
    expect(await cli(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
    const help = await cli(['release', '-h']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toMatch(/^ovirt-node-image release FILE/);
    expect(await cli(['foo', '--help'])).toMatchObject({ code: 2, stdout: '' });
  });

  it('plans with options for podman, and refuses what podman would run instead of the image', async () => {
    await writeFile(join(cwd, 'manifest.yaml'), 'ref: a\n');
    const dry = ['build', '--dry-run', '--target=el9'];
    const planned = await cli([...dry, '--engine-args=--network=host']);
    expect(planned.code, planned.stderr).toBe(0);
    expect(planned.stdout).toContain('"--network=host"');
    const refused = await cli([...dry, '--engine-args=alpine', '--packages=-', '--arch=vax']);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    for (const name of ['engine-args', 'packages', 'arch']) expect(refused.stderr).toContain(`  - ${name}: `);
    expect(await readdir(cwd)).toEqual(['manifest.yaml']);
  });

  it('shows what libraries write for debugging only when asked for', async () => {
    await writeFile(join(cwd, 'manifest.yaml'), 'ref: a\n');
    await writeFile(join(cwd, 'a.rpm'), '');
    const args = ['build', '--dry-run', '--target=el9', '--override-rpms=*.rpm'];
    expect((await cli(args)).stderr).toBe('');
    const asked = (await cli(args, { DEBUG: '1' })).stderr;
    expect(asked).toMatch(/^debug: /m);
    expect(asked).not.toContain('::debug::');
  });

  it('leaves nothing behind when it only reads a file', async () => {
    await writeFile(join(cwd, 'bad.rpm'), 'no rpm');
    const answer = await cli(['release', 'bad.rpm']);
    expect([answer.code, answer.stdout]).toEqual([1, '']);
    expect(answer.stderr).toMatch(/^error: .*bad\.rpm/);
    expect(await readdir(cwd)).toEqual(['bad.rpm']);
  });

  /** Runs it with outputs that take nothing. @returns exit code and what came on standard error */
  async function withOutputs(stdio: StdioOptions, closed: boolean): Promise<[number | null, string]> {
    await writeFile(join(cwd, 'manifest.yaml'), 'ref: a\nrepos: [a]\npackages: [a]\n');
    const child = spawn(process.execPath, [join(ROOT, 'dist', 'cli.js'), 'flatten', 'manifest.yaml'], {
      cwd,
      env: laptop(),
      stdio,
    });
    if (closed) child.stdout?.destroy();
    else child.stdout?.resume();
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
    const code = await new Promise<number | null>((resolve) => {
      child.once('close', resolve);
    });
    return [code, said];
  }

  it('ends silently when its reader has gone, and says of a full disk that it is full', async () => {
    expect(await withOutputs(['ignore', 'pipe', 'pipe'], true)).toEqual([141, '']);
    const full = await open('/dev/full', 'w');
    const answer = await withOutputs(['ignore', full.fd, 'pipe'], false);
    await full.close();
    expect(answer).toEqual([1, 'error: standard output: ENOSPC: no space left on device, write\n']);
    // Twin: one that is read.
    expect(await withOutputs(['ignore', 'pipe', 'pipe'], false)).toEqual([0, '']);
  });
});
