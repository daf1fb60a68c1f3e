import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fails, lintCommand } from '../../../../src/commands/cli/lint.ts';
import { MemoryLog } from '../../../support/memory-log.ts';
import { refusal } from '../../../support/refusal.ts';
import { plant } from '../../lint/trees.ts';

async function run(...args: string[]): Promise<{ code: number | undefined; out: string }> {
  let out = '';
  const code = await lintCommand.run(args, {
    env: {},
    log: new MemoryLog(),
    write: (text) => {
      out += text;
    },
  });
  return { code, out };
}

describe('the command lint', () => {
  it('ends with 1 for an error and says where it is', async () => {
    const dir = await plant({ 'manifest.yaml': 'pakages: [bash]\n' });
    const { code, out } = await run(dir);
    expect(code).toBe(1);
    expect(out).toContain('manifest.yaml:1:1: error: found the key pakages');
    expect((await run(dir, '--fail-on', 'never')).code).toBeUndefined();
  });

  it('ends with 0 for a warning unless told otherwise', async () => {
    const dir = await plant({ 'manifest.yaml': 'postprocess:\n  - rm /a\n' });
    expect((await run(dir)).code).toBeUndefined();
    expect((await run(dir, '--fail-on', 'warning')).code).toBe(1);
  });

  it('looks at the architectures, variables and manifests it is given', async () => {
    const dir = await plant({
      'other.yaml':
        'conditional-include:\n  - if: [basearch == "s390x", stream == "next"]\n    include: a.yaml\n',
      'a.yaml': 'packages: [a]\nexclude-packages: [a]\n',
    });
    const args = [dir, '--manifest', 'other.yaml', '--format', 'json', '--var', 'stream=next'];
    const both = await run(...args, '--var=stream=stable', '--arch', 's390x', '--arch=x86_64');
    expect(both.out).toContain('"when": "only on s390x with stream=next"');
    expect((await run(...args, '--arch', 'x86_64')).out).not.toContain('requested-and-excluded');
  });

  it('gives the version of rpm-ostree and the placeholders on', async () => {
    const dir = await plant({
      'manifest.yaml.in': 'no-initramfs: true\nref: @REF@\n'.replace('@REF@', '"@OWN@"'),
    });
    const { out } = await run(dir, '--rpm-ostree', '2024.8', '--variables', 'OWN=x');
    expect(out).toContain('needs rpm-ostree 2026.1');
    expect(out).not.toContain('undefined-placeholder');
    expect((await run(dir)).out).toContain('undefined-placeholder');
  });

  it('writes SARIF whose fingerprints come from the lines', async () => {
    const dir = await plant({ 'manifest.yaml': 'pakages: [bash]\n' });
    const moved = await plant({ 'manifest.yaml': '# a comment\npakages: [bash]\n' });
    const print = async (tree: string): Promise<string | undefined> =>
      /"primaryLocationLineHash": "([^"]+)"/.exec((await run(tree, '--format', 'sarif')).out)?.[1];
    expect(await print(dir)).toBeDefined();
    expect(await print(moved)).toBe(await print(dir));
  });

  it('lists all that is wrong with its flags', async () => {
    const { message, exitCode } = await refusal(
      run(
        '--arch',
        'amd64',
        '--var',
        'x',
        '--rpm-ostree',
        'new',
        '--format',
        'xml',
        '--fail-on',
        'info',
        '--target',
        'f9',
      ),
    );
    expect(exitCode).toBe(2);
    for (const flag of ['--arch', '--var', '--rpm-ostree', '--format', '--fail-on', '--target'])
      expect(message).toContain(`- ${flag}: found`);
    expect((await refusal(run('a', 'b'))).exitCode).toBe(2);
    expect((await refusal(run(join('no', 'where')))).exitCode).toBe(1);
  });
});

it.each([
  ['error', 'error', true],
  ['warning', 'error', false],
  ['error', 'warning', true],
  ['info', 'warning', false],
  ['error', 'never', false],
] as const)('a finding of severity %s with --fail-on %s: %s', (severity, failOn, expected) => {
  expect(fails([{ rule: 'a', severity, message: 'm', location: { file: 'f' } }], failOn)).toBe(expected);
});
