import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliIn } from '../../../support/run-cli.ts';
import { tempDir } from '../../../support/temp.ts';

/** A command line that cannot be used. @returns standard error */
async function refused(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, out, err } = await cliIn(cwd, args);
  expect([code, out]).toEqual([2, '']);
  return err;
}

describe('everything wrong with a command line', () => {
  it('is told at once by build: options there are not, and values', async () => {
    const err = await refused(await tempDir(), 'build', '--foo=1', '--bar=2', '--engine=lxc', '--target');
    expect(err).toContain('6 inputs are not usable');
    for (const text of [
      "- Unknown option '--foo'; see --help",
      "- Unknown option '--bar'; see --help",
      "- Option '--target <value>' argument missing; see --help",
      '- engine: found "lxc"',
      '- config: ',
      '- base-config, assembler-image: no default is known',
    ])
      expect(err).toContain(text);
  });

  it('is told at once by render: that --out is missing, and the inputs', async () => {
    const err = await refused(await tempDir(), 'render', '--gpgcheck=maybe', '--jsn');
    for (const text of ['- --out: not given', '- gpgcheck: found "maybe"', "- Unknown option '--jsn'"])
      expect(err).toContain(text);
    expect(await refused(await tempDir(), 'render', '--out=')).toContain('- --out: not given');
  });

  it.each([
    [
      ['lint', '--foo', '--fail-on=often'],
      ["- Unknown option '--foo'", '- --fail-on: found "often"'],
    ],
    [
      ['validate', '--foo', '--fail-on=often'],
      ["- Unknown option '--foo'", '- fail-on: found "often"'],
    ],
    [
      ['diff', '--foo', '--bar'],
      ["Unknown option '--foo'", "Unknown option '--bar'"],
    ],
  ])('is told at once by %j', async ([name = '', ...args], texts) => {
    const err = await refused(await tempDir(), name, ...args);
    for (const text of texts) expect(err).toContain(text);
  });
});

describe('relative paths of a command line', () => {
  it.each([[['build']], [['render', '--out', 'tree']]])(
    'start from the current directory inside of a workflow as well: %j',
    async (args) => {
      const cwd = await tempDir();
      const workspace = await tempDir();
      await mkdir(join(workspace, 'node'));
      const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: workspace };
      const { code, err } = await cliIn(cwd, [...args, '--config', 'node'], env);
      expect(code).toBe(2);
      expect(err).toContain(`config: ${join(cwd, 'node')} is not a directory`);
    },
  );
});
