import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { hostAddress } from '../lab/host.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { rpmbuild } from '../lab/repos/build.ts';
import { startFileServer, type FileServer } from '../lab/repos/server.ts';
import { expectedCommit, inspectTarball, installedPackages } from './inspect.ts';

let lab: Lab;
let files: FileServer;
let dir = '';
let config = '';

/** A package there are two versions of, and one it draws in, of which there are two as well. */
function spec(name: string, version: string, requires: string): string {
  return [
    `Name: ${name}`,
    `Version: ${version}`,
    'Release: 1.el9',
    `Summary: ${name}`,
    'License: MIT',
    'BuildArch: noarch',
    ...(requires === '' ? [] : [`Requires: ${requires}`]),
    '%define _binary_payload w1.gzdio',
    '%description',
    'twice',
    '%files',
    '',
  ].join('\n');
}

beforeAll(async () => {
  lab = await startLab();
  dir = await lab.runDir('lock');
  const repository = join(dir, 'web', 'twice');
  for (const version of ['1', '2']) {
    await rpmbuild(spec('twice', version, 'drawn'), join(dir, `build-${version}`), repository, 'noarch');
    await rpmbuild(spec('drawn', version, ''), join(dir, `build-drawn-${version}`), repository, 'noarch');
  }
  await must(['createrepo_c', '--quiet', repository]);
  files = await startFileServer(join(dir, 'web'), hostAddress());
  config = join(dir, 'config');
  await cp(lab.inputs['config'] ?? '', config, { recursive: true });
  await writeFile(
    join(config, 'twice.repo'),
    `[twice]\nname=twice\nbaseurl=${files.url}/twice\nenabled=1\ngpgcheck=0\n`,
  );
});

afterAll(async () => {
  await files.close();
  await lab.close();
});

/** Builds with the package that is there twice. */
async function build(name: string, inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  return await runAction('main', {
    dir: await lab.runDir(`lock-${name}`),
    inputs: {
      ...lab.inputs,
      config,
      packages: 'twice',
      images: 'commit-tarball',
      upload: 'false',
      ...inputs,
    },
    env: lab.env,
  });
}

/** Versions of the two packages in what was built. */
async function versions(name: string, { exitCode, log, outputs }: ActionRun): Promise<string[]> {
  expect(exitCode, log.slice(-3000)).toBe(0);
  const tree = await inspectTarball(
    outputs['commit-tarball'] ?? '',
    expectedCommit(outputs),
    join(dir, name),
  );
  return (await installedPackages(tree)).filter((text) => /^(?:twice|drawn)-/.test(text)).sort();
}

async function writeLock(name: string, packages: Readonly<Record<string, string>>): Promise<string> {
  const file = join(dir, name);
  const entries: Record<string, object> = {};
  for (const [key, evra] of Object.entries(packages)) entries[key] = { evra };
  await writeFile(file, JSON.stringify({ packages: entries }));
  return file;
}

describe('a lock', () => {
  let whole = '';

  it('keeps older versions than the repository has, also of what is drawn in', async () => {
    const lock = await writeLock('old.json', { twice: '1-1.el9.noarch', drawn: '1-1.el9.noarch' });
    const run = await build('old', { lock });
    expect(await versions('old', run)).toEqual(['drawn-1', 'twice-1']);
    whole = join(dir, 'whole.json');
    const generated = join(run.outputs['build-dir'] ?? '', 'manifest-lock.generated.x86_64.json');
    await writeFile(whole, await readFile(generated));
  });

  it('twin: without it the build has the newer ones', async () => {
    expect(await versions('new', await build('new', {}))).toEqual(['drawn-2', 'twice-2']);
  });

  it('as a build leaves it is enough for a strict one, which has the same again', async () => {
    const run = await build('strict', { lock: whole, 'lock-strict': 'true' });
    expect(await versions('strict', run)).toEqual(['drawn-1', 'twice-1']);
  });

  it('that lacks a package fails a strict build in the words of the assembler, with a fix', async () => {
    const lock = await writeLock('short.json', { twice: '1-1.el9.noarch' });
    const run = await build('short', { lock, 'lock-strict': 'true' });
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/::error.*fetch failed .*error: Packages not found: .*drawn/);
    expect(run.log).toMatch(/::error.*`lock-strict` needs them in the lock/);
    expect(run.outputs['failure-signature']).toBe('packages-not-found');
  });

  it('of another architecture is refused before anything is fetched', async () => {
    const lock = await writeLock('foreign.json', { twice: '1-1.el9.s390x' });
    const run = await build('foreign', { lock });
    expect(run.exitCode).toBe(2);
    expect(run.log).toMatch(/lock: \S+foreign\.json:1: twice: found the architecture s390x, expected x86_64/);
    expect(run.log).not.toContain('::group::');
  });
});
