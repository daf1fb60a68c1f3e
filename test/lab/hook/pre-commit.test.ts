import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { isObject } from '../../../src/json.ts';
import { tempDir } from '../../support/temp.ts';
import { commit, git, makeRepository, put } from '../git/working-copy.ts';
import { must } from '../must.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

const MANIFEST = [
  'ref: ovirt/hook',
  'repos: [base]',
  'selinux: true',
  'packages:',
  '  - kernel',
  '  - ovirt-host',
  '',
].join('\n');

/** Installs the package as pre-commit does: packed, then globally. @returns the directory of its programs */
async function install(dir: string): Promise<string> {
  const pack = await must(['npm', 'pack', '--silent', `--pack-destination=${dir}`], { cwd: ROOT });
  const prefix = join(dir, 'installed');
  await must([
    'npm',
    'install',
    '--global',
    `--prefix=${prefix}`,
    '--prefer-offline',
    '--no-progress',
    join(dir, pack.trim()),
  ]);
  // What it needs is in its bundles.
  expect(await readdir(join(prefix, 'lib', 'node_modules'), { recursive: true })).not.toContainEqual(
    expect.stringContaining(join('ovirt-node-image', 'node_modules')),
  );
  return join(prefix, 'bin');
}

/** What the hook runs, with arguments of the user's. */
async function entry(...args: string[]): Promise<string> {
  const hooks: unknown = parse(await readFile(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8'));
  const [hook] = Array.isArray(hooks) ? hooks.filter(isObject) : [];
  return [hook?.['entry'], ...args].join(' ');
}

it('the hook, packed and installed, keeps a commit with a mistake back and lets one without pass', async () => {
  const dir = await tempDir();
  const bin = await install(dir);
  const repository = join(dir, 'repository');
  await makeRepository(repository, {
    'node/manifest.yaml': MANIFEST,
    'node/base.repo': '[base]\nname=base\nbaseurl=https://packages.example/base\ngpgcheck=1\n',
  });
  const hook = join(repository, '.git', 'hooks', 'pre-commit');
  await mkdir(join(repository, '.git', 'hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\nPATH=${bin}:$PATH exec ${await entry('--config=node')}\n`);
  await chmod(hook, 0o755);

  await commit(repository, { 'node/manifest.yaml': `${MANIFEST}  - vdsm\n` }, 'one package more');
  const good = await git(repository, 'rev-parse', 'HEAD');

  await put(repository, { 'node/manifest.yaml': `${MANIFEST}pakages: [vdsm]\n` });
  await git(repository, 'add', '--all');
  await expect(git(repository, 'commit', '--quiet', '-m', 'a mistake')).rejects.toThrow(
    /node\/manifest\.yaml:7:1: error: .*pakages/,
  );
  expect(await git(repository, 'rev-parse', 'HEAD')).toBe(good);
  // Twin: it is the hook that kept it back.
  await git(repository, 'commit', '--quiet', '--no-verify', '-m', 'a mistake');
  expect(await git(repository, 'rev-parse', 'HEAD^')).toBe(good);
});
