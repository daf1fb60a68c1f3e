import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fails, lintCommand } from '../../../../src/commands/cli/lint.ts';
import { MemoryLog } from '../../../support/memory-log.ts';
import { refusal } from '../../../support/refusal.ts';
import { makeRepository, writeRepository } from '../../../support/rpm-md/metadata.ts';
import { tempDir } from '../../../support/temp.ts';
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

describe('lint --repos', () => {
  /** A configuration whose packages come from a repository beside it. */
  async function configuration(files: Parameters<typeof plant>[0] = {}): Promise<string> {
    const repository = await tempDir();
    await writeRepository(
      repository,
      makeRepository([{ name: 'bash' }, { name: 'only-x86', arch: 'x86_64' }]),
    );
    return await plant({
      'manifest.yaml': 'repos: [r]\npackages:\n  - bash\n  - bsh\n  - only-x86\n',
      'r.repo': `[r]\nname=R\nbaseurl=file://${repository}\ngpgcheck=1\ngpgkey=file:///etc/key\n`,
      ...files,
    });
  }

  const brief = (out: string): string[] =>
    out.split('\n').filter((line) => /\[(package|repo|lock)-[a-z-]+\]/.test(line));

  it('finds on each architecture what no repository has, beside what the rules find', async () => {
    const dir = await configuration();
    const cache = join(await tempDir(), 'cache');
    const { code, out } = await run(dir, '--repos', '--cache', cache, '--arch', 's390x', '--arch', 'x86_64');
    expect(code).toBe(1);
    expect(brief(out)).toEqual([
      expect.stringMatching(
        /manifest\.yaml:4:5: error: bsh: r does not have it; did you mean bash\? \[package-missing\]$/,
      ),
      expect.stringMatching(
        /manifest\.yaml:5:5: error: only-x86: r does not have it \(only on s390x\) \[package-missing\]$/,
      ),
    ]);
    expect((await run(dir, '--arch', 'x86_64')).code).toBeUndefined();
  });

  it('looks at every variable, variant and package of repo-packages', async () => {
    const dir = await configuration({
      'manifest.yaml':
        'repos: [r]\nrepo-packages:\n  - repo: r\n    packages: [bash, zsh]\nconditional-include:\n  - if: stream == "next"\n    include:\n      packages: [new-thing]\n',
      'manifest-small.yaml': 'repos: [r]\npackages: [small-thing]\n',
    });
    const args = [dir, '--repos', '--cache', await tempDir(), '--arch', 'x86_64', '--var', 'stream=next'];
    const { out } = await run(...args, '--var', 'stream=stable');
    expect(brief(out)).toEqual([
      expect.stringMatching(/manifest-small\.yaml:2.* small-thing: .*\[package-missing\]$/),
      expect.stringMatching(/manifest\.yaml:4:22: error: zsh: r does not have it .*\[package-missing\]$/),
      expect.stringMatching(/manifest\.yaml:8.* new-thing: .*with stream=next\) \[package-missing\]$/),
    ]);
  });

  it('takes levels and comments as the rules do', async () => {
    const dir = await configuration({
      'manifest.yaml':
        'repos: [r]\npackages:\n  - bsh # lint-ignore package-missing: comes next week\n  - zsh\n',
      '.ovirt-node-image.yaml': 'lint:\n  rules: {package-missing: warning}\n',
    });
    const { code, out } = await run(dir, '--repos', '--cache', await tempDir(), '--arch', 'x86_64');
    expect([code, brief(out)]).toEqual([undefined, [expect.stringMatching(/:4:5: warning: zsh: /)]]);
  });

  it('of a template calls nothing missing that the release rpm may have', async () => {
    const dir = await configuration({
      'manifest.yaml.in': 'repos: [r]\nref: "@TARGET@"\npackages: [bash, ovirt-host]\n',
    });
    const { code, out } = await run(dir, '--repos', '--cache', await tempDir(), '--arch', 'x86_64');
    expect([code, brief(out)]).toEqual([
      undefined,
      [
        expect.stringMatching(
          /not found in the repositories that are known; .*: ovirt-host \[package-not-found\]$/,
        ),
      ],
    ]);
  });

  it('fills variables of .repo files, and refuses its flags without it', async () => {
    const repository = await tempDir();
    await writeRepository(repository, makeRepository([{ name: 'bash' }]));
    const dir = await plant({
      'manifest.yaml': 'repos: [r]\npackages: [bash]\n',
      'r.repo': '[r]\nname=R\nbaseurl=file://$where\ngpgcheck=1\ngpgkey=file:///etc/key\n',
    });
    const args = [dir, '--repos', '--cache', await tempDir()];
    expect(brief((await run(...args)).out)).toEqual([expect.stringContaining('[repo-unchecked]')]);
    expect(brief((await run(...args, '--yum-variables', `where=${repository}`)).out)).toEqual([]);
    const error = await refusal(run(dir, '--yum-variables', 'where=x', '--cache', 'c'));
    expect([error.exitCode, error.message]).toEqual([
      2,
      expect.stringContaining('--cache: means nothing without --repos'),
    ]);
    expect(error.message).toContain('--yum-variables: means nothing without --repos');
  });
});

it('says when the rpm-ostree of a target is not known', async () => {
  const dir = await plant({ 'manifest.yaml': 'no-initramfs: true\nrepos: [r]\n' });
  const log = new MemoryLog();
  await lintCommand.run([dir, '--target', 'el9'], { env: {}, log, write: () => undefined });
  expect(log.of('info')).toEqual([
    expect.stringMatching(/^the rpm-ostree of the assembler for el9 is not known/),
  ]);
});
