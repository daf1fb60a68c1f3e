import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
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

/** Runs the bundled command line in an empty directory, as on a laptop; nothing of the lab is needed. */
async function cli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(GITHUB_|RUNNER_|ACTIONS_|INPUT_|CI$|DEBUG$)/.test(name),
    ),
  );
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'dist', 'cli.js'), ...args],
      { cwd, env: { ...own, ...env } },
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
});
