import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { build } from '../../../src/commands/build.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { Cancellation } from '../../../src/process/cancellation.ts';
import { outcomeOutputs } from '../../../src/report/outcome.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { pretendEngine, type PretendEngine } from '../../support/pretend-engine.ts';
import {
  insecureHosts,
  MANIFEST,
  sendManifest,
  startTestRegistry,
  storedManifest,
} from '../../support/registry.ts';
import { tempDir } from '../../support/temp.ts';
import { BASE, plant } from '../config-tree/trees.ts';

const PATH = process.env['PATH'] ?? '';
afterEach(() => {
  process.env['PATH'] = PATH;
});

interface Machine {
  readonly engine: PretendEngine;
  readonly workDir: string;
  readonly log: MemoryLog;
  readonly night: (raw?: Readonly<Record<string, string>>) => Promise<Record<string, string>>;
  readonly comment: () => Promise<void>;
  readonly listAnew: (revision: number) => Promise<void>;
}

async function machine(): Promise<Machine> {
  const dir = await tempDir();
  const engine = await pretendEngine(dir);
  process.env['PATH'] = `${engine.bin}:${PATH}`;
  const manifest = storedManifest(MANIFEST, {});
  const registry = await startTestRegistry((request, response) => sendManifest(request, response, manifest));
  const env = await insecureHosts(dir, [registry.host]);
  const repodata = join(dir, 'repo', 'repodata');
  await mkdir(repodata, { recursive: true });
  const listAnew = async (revision: number): Promise<void> =>
    await writeFile(
      join(repodata, 'repomd.xml'),
      `<repomd><revision>${revision}</revision><data type="primary"><checksum type="sha256">${'a'.repeat(64)}` +
        '</checksum><location href="repodata/primary.xml.gz"/></data></repomd>',
    );
  await listAnew(1);
  const config = await plant(join(dir, 'config'), {
    'manifest.yaml':
      'ref: node\nmetadata:\n  name: our-node\nrepos: [one]\npackages: [bash]\nautomatic-version-prefix: "9"\n',
    'one.repo': `[one]\nname=one\nbaseurl=file://${dir}/repo\ngpgcheck=0\n`,
  });
  const base = await plant(join(dir, 'base'), BASE);
  const workDir = join(dir, 'work');
  const log = new MemoryLog();
  const night: Machine['night'] = async (raw = {}) => {
    const inputs = await parseInputs(
      {
        config,
        'base-config': base,
        'base-config-path': 'base',
        target: 'el9',
        'work-dir': workDir,
        'assembler-image': `${registry.host}/team/cosa:1`,
        engine: 'podman',
        kvm: 'off',
        images: 'commit-tarball',
        'skip-unchanged': 'true',
        ...raw,
      },
      { cwd: dir, env, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
    );
    const cancellation = new Cancellation(log);
    log.said.length = 0;
    return outcomeOutputs(await build(inputs, { env, log, cancellation, onEngine: () => undefined }));
  };
  const comment = async (): Promise<void> => {
    const file = join(config, 'manifest.yaml');
    await writeFile(file, `${await readFile(file, 'utf8')}# more\n`);
  };
  return { engine, workDir, log, night, comment, listAnew };
}

it('nights in a row: each level skips, what changed is built, and after a failure everything is', async () => {
  const { engine, workDir, log, night, comment, listAnew } = await machine();
  /** A fresh machine: nothing is left but what was published. */
  const forget = async (): Promise<void> => await rm(join(workDir, 'srv'), { recursive: true, force: true });
  await engine.offer({ bash: '5.1-9.el9.x86_64' });
  const first = await night();
  expect(first).toMatchObject({ changed: 'true', 'build-id': '9.0' });
  expect(await engine.asked()).toEqual([
    'pull',
    'init --force /dev/null',
    'fetch',
    'build ostree',
    'tarball',
  ]);

  await forget();
  const same = await night();
  expect(same).toMatchObject({ changed: 'false', 'skip-level': '1', 'build-id': '9.0' });
  expect(same['commit-tarball-sha256']).toBe(first['commit-tarball-sha256']);
  expect(await engine.asked()).toEqual([]);

  await listAnew(2);
  const solved = await night();
  expect(solved).toMatchObject({
    changed: 'false',
    'skip-level': '2',
    'ostree-commit': first['ostree-commit'],
  });
  expect(await engine.asked()).toEqual([
    'pull',
    'init --force /dev/null',
    'fetch --dry-run --write-lockfile-to=tmp/oni-solved.json',
  ]);

  await forget();
  await listAnew(1);
  await comment();
  expect(await night()).toMatchObject({ changed: 'false', 'skip-level': '3', 'build-id': '9.0' });
  expect(await engine.asked()).toEqual(['pull', 'init --force /dev/null', 'fetch', 'build ostree']);

  await forget();
  await listAnew(3);
  await engine.offer({ bash: '5.2-1.el9.x86_64' });
  const updated = await night();
  expect(updated).toMatchObject({ changed: 'true', 'build-id': '9.1' });
  expect(updated['skip-level']).toBeUndefined();

  await forget();
  await expect(night({ packages: '-nothing-of-that-name' })).rejects.toThrow(/nothing-of-that-name/);
  await engine.asked();
  expect(await night()).toMatchObject({ changed: 'true', 'build-id': '9.2' });
  expect(log.of('info').join('\n')).toContain('after a failure everything is built');
  expect(await engine.asked()).toContain('build --force ostree');
}, 120_000);

it('without skip-unchanged everything is built, and numbers go on', async () => {
  const { engine, workDir, night } = await machine();
  await engine.offer({ bash: '5.1-9.el9.x86_64' });
  await night({ 'skip-unchanged': 'false' });
  await rm(join(workDir, 'srv'), { recursive: true, force: true });
  expect(await night({ 'skip-unchanged': 'false' })).toMatchObject({ changed: 'true', 'build-id': '9.1' });
  expect((await engine.asked()).slice(-2)).toEqual(['build --force ostree', 'tarball']);
  const none = { 'skip-unchanged': 'false', 'previous-build': 'none' };
  await rm(join(workDir, 'srv'), { recursive: true, force: true });
  expect(await night(none)).toMatchObject({ changed: 'true', 'build-id': '9.0' });
}, 120_000);
