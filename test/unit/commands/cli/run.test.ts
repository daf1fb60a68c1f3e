import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exitCodeOf } from '../../../../src/commands/exit-code.ts';
import { runCli } from '../../../../src/commands/cli/run.ts';
import { BUILD_INPUTS } from '../../../../src/commands/cli/input-flags.ts';
import { RENDER_INPUTS } from '../../../../src/commands/cli/render.ts';
import { usage } from '../../../../src/commands/cli/usage.ts';
import { UserError } from '../../../../src/errors.ts';
import { readObject } from '../../../../src/images/json.ts';
import { CancelledError } from '../../../../src/process/cancellation.ts';
import { VERSION } from '../../../../src/version.ts';
import { tempDir } from '../../../support/temp.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const code = await runCli(args, {}, (text) => {
    out += text;
  });
  spy.mockRestore();
  return { code, out, err };
}

describe('help and version', () => {
  it.each([[['--help']], [['-h']], [['help']], [['help', '--help']]])(
    '%j is the general help',
    async (args) => {
      expect(await cli(...args)).toEqual({ code: 0, out: usage(), err: '' });
    },
  );

  it.each([
    ['build', ['build', '--help']],
    ['build', ['build', '-h']],
    ['build', ['help', 'build']],
    ['render', ['render', '--out', 'x', '-h']],
    ['release', ['release', '-h']],
    ['lint', ['lint', '-h']],
  ])('of %s is told by %j', async (command, args) => {
    expect(await cli(...args)).toEqual({ code: 0, out: usage(command), err: '' });
  });

  it('of a command there is not is refused', async () => {
    for (const args of [['foo'], ['foo', '--help'], ['foo', '-h'], ['help', 'foo'], ['constructor', '-h']]) {
      const { code, out, err } = await cli(...args);
      expect([code, out], args.join(' ')).toEqual([2, '']);
      expect(err).toMatch(/^error: found the command "\w+", expected [a-z, -]+ or [a-z-]+; see --help/);
    }
  });

  it('without a command goes to standard error', async () => {
    const { code, out, err } = await cli();
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(usage());
  });

  it('says how to give a value that begins with a dash, and what the exit codes mean', () => {
    for (const command of ['build', 'render']) expect(usage(command)).toContain('--packages=-nano');
    expect(usage()).toMatch(
      /0 ok, 1 refused or failed, 2 wrong usage, 130 or 143 stopped by SIGINT or SIGTERM/,
    );
  });

  it('names every flag', () => {
    for (const [command, names] of [
      ['build', BUILD_INPUTS],
      ['render', RENDER_INPUTS],
    ] as const) {
      for (const name of names) expect(usage(command)).toContain(`  --${name} `);
    }
  });

  it('tells the version of package.json', async () => {
    const { version } = await readObject(join(import.meta.dirname, '../../../../package.json'));
    expect(VERSION).toBe(version);
    expect(await cli('--version')).toEqual({ code: 0, out: `${VERSION}\n`, err: '' });
  });
});

describe('exit codes', () => {
  it.each([
    [new CancelledError('SIGINT'), 130],
    [new CancelledError('SIGTERM'), 143],
    [new UserError('refused'), 1],
    [new UserError('usage', { exitCode: 2 }), 2],
    [new TypeError('a bug'), 1],
  ])('of %s is %i', (error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});

it('build does nothing in a scheduled run on a fork, whatever is wrong with its flags', async () => {
  const file = join(await tempDir(), 'event.json');
  await writeFile(file, JSON.stringify({ repository: { fork: true } }));
  const env = { GITHUB_EVENT_NAME: 'schedule', GITHUB_EVENT_PATH: file };
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  let out = '';
  const build = async (...more: string[]): Promise<number> =>
    await runCli(['build', '--engine', 'lxc', '--json', ...more], env, (text) => void (out += text));
  expect(await build()).toBe(0);
  expect(JSON.parse(out)).toEqual({ changed: 'false', 'skip-level': 'fork' });
  expect(await build('--on-forks')).toBe(2);
});

it('a full disk is no bug of the program, whatever it was writing; twin: any other error is', async () => {
  let err = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const writing = async (error: Error): Promise<number> =>
    await runCli(['--version'], {}, () => {
      throw error;
    });
  expect(await writing(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }))).toBe(1);
  expect(err).toMatch(/^error: ENOSPC: no space left; free some space, or /);
  err = '';
  expect(await writing(new Error('something'))).toBe(1);
  expect(err).toMatch(/^error: internal error, please report it: something/);
});

describe('values', () => {
  it('that begin with a dash need =', async () => {
    const { code, err } = await cli('build', '--packages', '-nano');
    expect(code).toBe(2);
    expect(err).toContain("use '--packages=-XYZ'");
  });
});
