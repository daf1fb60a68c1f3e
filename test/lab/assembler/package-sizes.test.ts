import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StepRunner } from '../../../src/assembler/run-step.ts';
import { askPackageSizes, readPackageSizes } from '../../../src/commands/package-sizes.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { must } from '../must.ts';
import { rpmbuild } from '../repos/build.ts';
import { planRequest } from './plan-request.ts';

const SPEC = [
  'Name: with-a-file',
  'Epoch: 3',
  'Version: 1.5',
  'Release: 2.el9',
  'Summary: one',
  'License: MIT',
  'BuildArch: noarch',
  '%define _binary_payload w1.gzdio',
  '%description',
  'one',
  '%install',
  'mkdir -p %{buildroot}/usr/share/one',
  'head -c 12345 /dev/zero > %{buildroot}/usr/share/one/file',
  '%files',
  '/usr/share/one/file',
  '%package -n without-files',
  'Summary: two',
  '%description -n without-files',
  'two',
  '%files -n without-files',
  '',
].join('\n');

const SIZES = {
  'with-a-file-3:1.5-2.el9.noarch': 12_345,
  'without-files-3:1.5-2.el9.noarch': 0,
};

/** A work directory with a build whose commit holds what `fill` puts there; steps are processes of this machine. */
async function setup(fill: (root: string) => Promise<void>): Promise<{
  srv: string;
  commit: string;
  log: MemoryLog;
  ask: () => Promise<void>;
}> {
  const dir = await tempDir();
  const [srv, root] = [join(dir, 'srv'), join(dir, 'root')];
  const repo = join(srv, 'tmp', 'repo');
  await mkdir(repo, { recursive: true });
  await mkdir(join(root, 'usr'), { recursive: true });
  await fill(root);
  await must(['ostree', 'init', `--repo=${repo}`, '--mode=archive']);
  const commit = (await must(['ostree', 'commit', `--repo=${repo}`, '--branch=x', root])).trim();
  const build = join(srv, 'builds', '1', 'x86_64');
  await mkdir(build, { recursive: true });
  const time = '2026-01-01T00:00:00Z';
  const meta = { buildid: '1', name: 'n', 'ostree-commit': commit, 'ostree-timestamp': time, images: {} };
  await writeFile(join(build, 'meta.json'), JSON.stringify(meta));
  const log = new MemoryLog();
  const runner: StepRunner = {
    engine: { name: 'host', program: 'coreos-assembler', version: '', rootful: false },
    log,
    logDir: dir,
    runId: 'test',
    cancellation: new Cancellation(log),
    timings: [],
  };
  const paths = { work: srv, config: join(dir, 'config'), scratch: dir };
  const plan = planRequest({ image: '', srvDir: srv, configDir: paths.config, scratchDir: dir, paths });
  const ask = async (): Promise<void> => {
    await askPackageSizes(plan, { buildId: '1', arch: 'x86_64' }, runner);
  };
  return { srv, commit, log, ask };
}

let rpms: string[];

beforeAll(async () => {
  const dir = join(import.meta.dirname, '..', '..', '..', '.lab', 'tmp', 'package-sizes');
  await rm(dir, { recursive: true, force: true });
  rpms = await rpmbuild(SPEC, join(dir, 'build'), join(dir, 'out'));
});

async function install(database: string): Promise<void> {
  await mkdir(database, { recursive: true });
  await must(['rpm', `--dbpath=${database}`, '--justdb', '--nodeps', '--nosignature', '-i', ...rpms]);
}

describe('the sizes of the packages', () => {
  it.each<[string, (root: string) => Promise<void>]>([
    [
      'where rpm-ostree has it, with the link beside it',
      async (root) => {
        await install(join(root, 'usr/share/rpm'));
        await mkdir(join(root, 'usr/lib/sysimage'), { recursive: true });
        await symlink('../../share/rpm', join(root, 'usr/lib/sysimage/rpm'));
      },
    ],
    [
      'where rpm has it, with the link beside it',
      async (root) => {
        await install(join(root, 'usr/lib/sysimage/rpm'));
        await mkdir(join(root, 'usr/share'), { recursive: true });
        await symlink('../lib/sysimage/rpm', join(root, 'usr/share/rpm'));
      },
    ],
  ])('are read from the database of the commit %s', async (_title, fill) => {
    const { srv, commit, log, ask } = await setup(fill);
    await ask();
    expect(log.of('notice')).toEqual([]);
    expect(await readPackageSizes(srv, commit)).toEqual(SIZES);
    // Nothing else is left, and nobody is asked twice.
    expect((await readdir(join(srv, 'tmp'))).sort()).toEqual(['oni-package-sizes.tsv', 'repo']);
    await rm(join(srv, 'tmp', 'repo'), { recursive: true });
    await ask();
    expect(log.of('notice')).toEqual([]);
  });

  it('of a commit without a database are not known, which is said and is no failure', async () => {
    const { srv, commit, log, ask } = await setup(async () => await Promise.resolve());
    await ask();
    expect(log.of('notice')).toEqual([
      expect.stringMatching(/^the sizes of the packages are not known: .*no rpm database/),
    ]);
    expect(await readPackageSizes(srv, commit)).toBeUndefined();
    expect(await readdir(join(srv, 'tmp'))).toEqual(['repo']);
  });
});
