import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readObject } from '../../src/images/json.ts';
import { runAction, type ActionRun } from '../lab/action.ts';
import { runCli } from '../lab/cli.ts';
import { hostAddress } from '../lab/host.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { rpmbuild } from '../lab/repos/build.ts';
import { signPackages } from '../lab/repos/key.ts';
import { startFileServer, type FileServer } from '../lab/repos/server.ts';
import { makeNode } from '../lab/updates/node.ts';
import { expectedCommit, inspectTarball, installedPackages } from './inspect.ts';
import { promisedOutputs, wrongOutputs } from './outputs.ts';

/** The package that is updated; the lab's own repository has it as 1-1.el9, without files. */
const NAME = 'cockpit-ovirt-dashboard';
const BYTES = 100_000;
const SPEC = [
  `Name: ${NAME}`,
  'Version: 2',
  'Release: 1.el9',
  'Summary: newer',
  'License: MIT',
  'BuildArch: noarch',
  '%define _binary_payload w1.gzdio',
  '%description',
  'newer',
  '%install',
  'mkdir -p %{buildroot}/usr/share/cockpit',
  `head -c ${BYTES} /dev/zero > %{buildroot}/usr/share/cockpit/ovirt-dashboard.js`,
  '%files',
  '/usr/share/cockpit/ovirt-dashboard.js',
  '',
].join('\n');

let lab: Lab;
let server: FileServer;
/** Where all nights are built, as on a runner that keeps its work directory. */
let dir: string;
/** The repository with what is updated. */
let updates: string;
let config: string;
/** The metadata of the second night. */
let kept: string;
let first: ActionRun;
let second: ActionRun;
let held: ActionRun;
let third: ActionRun;

async function night(inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
  return await runAction('main', {
    dir,
    inputs: { ...lab.inputs, config, images: 'commit-tarball', overwrite: 'true', ...inputs },
    env: lab.env,
  });
}

async function publishRepository(): Promise<void> {
  await must(['createrepo_c', '--quiet', updates]);
}

/** Work directory of a run. */
function workDir(run: ActionRun): string {
  return join(run.temp, 'ovirt-node-image');
}

/** Packages of the commit that was uploaded, as its own rpm database has them. */
async function packagesOf(run: ActionRun, name: string): Promise<string[]> {
  const tree = await inspectTarball(
    run.outputs['commit-tarball'] ?? '',
    expectedCommit(run.outputs),
    join(dir, name),
  );
  return await installedPackages(tree);
}

beforeAll(async () => {
  lab = await startLab();
  dir = await lab.runDir('changes');
  const served = join(dir, 'served');
  updates = join(served, 'updates');
  await mkdir(updates, { recursive: true });
  await cp(lab.key.path, join(served, basename(lab.key.path)));
  server = await startFileServer(served, hostAddress());
  config = join(dir, 'config');
  await cp(lab.inputs['config'] ?? '', config, { recursive: true });
  await writeFile(
    join(config, 'updates.repo'),
    [
      '[updates]',
      'name=updates',
      `baseurl=${server.url}/updates`,
      'gpgcheck=1',
      `gpgkey=${server.url}/${basename(lab.key.path)}`,
      'enabled=1',
      '',
    ].join('\n'),
  );
  await publishRepository();
  first = await night();
  const rpms = await rpmbuild(SPEC, join(dir, 'update-build'), updates);
  await signPackages(rpms, lab.key);
  await publishRepository();
  second = await night({ 'fail-on-downgrade': 'true' });
  // The next night lays its own out in the same place.
  kept = join(dir, 'kept-metadata');
  await cp(join(workDir(second), 'metadata'), kept, { recursive: true });
  await Promise.all(rpms.map(async (file) => await rm(file)));
  await publishRepository();
  held = await night({ 'fail-on-downgrade': 'true', images: 'live-iso', 'max-iso-size': '1MiB' });
  third = await night();
});

afterAll(async () => {
  await server.close();
  await lab.close();
});

describe('the first night', () => {
  it('has nothing to compare with, says so, and promises nothing about it', () => {
    expect(first.exitCode, first.log.slice(-3000)).toBe(0);
    expect(Object.keys(first.outputs).sort()).toEqual(promisedOutputs(['commit-tarball'], true));
    expect(first.log).toContain('there is no earlier build to compare with');
    expect(first.summary).not.toContain('What changed');
  });

  it('tells what takes the space, as the rpm database of the commit has it, and when each part ran', () => {
    expect(first.log).not.toContain('sizes of the packages are not known');
    const largest = first.summary.split('\n').find((line) => line.endsWith(' % |'));
    expect(largest).toMatch(/^\| `kernel-[^ ]+` \| [\d.]+ MiB \|/);
    expect(first.summary).toContain('```mermaid\ngantt\n');
    expect(first.summary).toMatch(/^ {4}Compose the commit \(build\) \([\d.]+ s\) :part\d+, \d{13}, \d+ms$/m);
  });
});

describe('the night one package was updated', () => {
  it('shows exactly that package, everywhere', async () => {
    expect(second.exitCode, second.log.slice(-3000)).toBe(0);
    expect(second.outputs).toMatchObject({
      changed: 'true',
      'packages-added': '0',
      'packages-removed': '0',
      'packages-upgraded': '1',
      'packages-downgraded': '0',
    });
    expect(Object.keys(second.outputs).sort()).toEqual(promisedOutputs(['commit-tarball'], true, true));
    expect(await wrongOutputs(second.outputs, ['commit-tarball'], true, true)).toEqual([]);
    expect(second.outputs['changes']).toBe(join(workDir(second), 'metadata', 'changes.json'));
    const changes = await readObject(join(kept, 'changes.json'));
    expect(changes).toMatchObject({
      different: true,
      before: { buildId: first.outputs['build-id'], ostreeCommit: first.outputs['ostree-commit'] },
      after: { buildId: second.outputs['build-id'] },
      packages: {
        added: [],
        removed: [],
        downgraded: [],
        replaced: [],
        upgraded: [
          {
            name: NAME,
            before: { evr: '1-1.el9', arch: 'noarch', size: 0 },
            after: { evr: '2-1.el9', arch: 'noarch', size: BYTES },
            rebuilt: false,
          },
        ],
        unchanged: Number(second.outputs['package-count']) - 1,
      },
    });
    expect(second.summary).toContain(`| \`${NAME}\` | upgraded | \`1-1.el9\` | \`2-1.el9\` | +97.7 KiB |`);
    expect(second.log).toContain(`since build ${first.outputs['build-id']}: packages: 1 upgraded,`);
    expect(await readFile(join(kept, 'changes.md'), 'utf8')).toContain(`| \`${NAME}\` | upgraded |`);
  });

  it('is what the packages of both commits say', async () => {
    const [before, after] = [await packagesOf(first, 'tree-1'), await packagesOf(second, 'tree-2')];
    expect(after.filter((name) => !before.includes(name))).toEqual([`${NAME}-2`]);
    expect(before.filter((name) => !after.includes(name))).toEqual([`${NAME}-1`]);
  });

  it('is taken by a node of the first, which goes back and forth', async () => {
    const room = join(dir, 'update');
    await mkdir(room);
    const [one, two] = [first, second].map((run) => expectedCommit(run.outputs).commit);
    const [before, after] = [first, second].map((run) => ({ TARBALL: run.outputs['commit-tarball'] ?? '' }));
    const node = await makeNode(room, expectedCommit(first.outputs).ref);
    await node.follow('Take it in', before);
    await node.follow('Deploy it');
    expect(await node.deployed()).toEqual([one]);
    await node.follow('Take it in', after);
    await node.follow('Deploy it');
    expect(await node.deployed()).toEqual([two, one]);
    const file = join('usr', 'share', 'cockpit', 'ovirt-dashboard.js');
    expect((await node.read(two ?? '', file)).length).toBe(BYTES);
    await node.follow('Roll back');
    expect(await node.deployed()).toEqual([one]);
    await expect(node.read(one ?? '', file)).rejects.toThrow('ENOENT');
    await node.follow('Take it in', after);
    await node.follow('Deploy it');
    expect(await node.deployed()).toEqual([two, one]);
    await node.follow('Check everything');
  });

  it('is what diff says on a laptop; twin: of a build that was tampered with it says something else', async () => {
    const builds = join(workDir(second), 'srv', 'builds');
    const [a, b] = [first, second].map((run) => join(builds, run.outputs['build-id'] ?? '', 'x86_64'));
    const run = async (one = '', two = ''): Promise<string> => {
      const { stdout, exitCode, stderr } = await runCli(['diff', one, two, '--exit-code'], {
        cwd: dir,
        env: {},
      });
      expect([exitCode, stderr]).toEqual([1, '']);
      return stdout;
    };
    const honest = new RegExp(
      `^upgraded {4}${NAME} {2}1-1\\.el9 → 2-1\\.el9\\npackages: 1 upgraded, \\d+ unchanged\\n$`,
    );
    // The commit tarball is ours and in no meta.json; the OCI archive in it is another one each time.
    const packages = (text: string): string => text.replaceAll(/^image .*\n/gm, '');
    expect(packages(await run(a, b))).toMatch(honest);
    const tampered = join(dir, 'tampered');
    await cp(a ?? '', tampered, { recursive: true });
    const file = join(tampered, 'commitmeta.json');
    const text = await readFile(file, 'utf8');
    await rm(file);
    await writeFile(file, text.replace('"vdsm"', '"vdsn"'));
    const lie = packages(await run(tampered, b));
    expect(lie).not.toMatch(honest);
    expect(lie).toContain('added       vdsm');
  });
});

describe('the night a package went back', () => {
  it('fails before anything is uploaded, and names the package and the ISO', () => {
    expect(held.exitCode).toBe(1);
    expect(held.outputs).toEqual({ 'failure-class': 'limits', 'failure-signature': 'downgraded' });
    expect(held.log).toMatch(
      /::error.*max-iso-size: [^ ]+\.iso has \d+ bytes \([\d.]+ MiB\), expected at most 1048576/,
    );
    expect(held.log).toContain(`  - ${NAME}: 2-1.el9 before, 1-1.el9 now`);
    expect(held.summary).toContain('oVirt Node: not built');
    expect(lab.artifacts.list().filter(({ name }) => name.endsWith('.iso'))).toEqual([]);
  });

  it('without the limit goes through: compared with what was published, not with what was refused', async () => {
    expect(third.exitCode, third.log.slice(-3000)).toBe(0);
    expect(third.outputs).toMatchObject({
      changed: 'true',
      'packages-downgraded': '1',
      'packages-upgraded': '0',
    });
    expect(await readObject(third.outputs['changes'] ?? '')).toMatchObject({
      before: { buildId: second.outputs['build-id'] },
    });
    expect(third.summary).toContain('**1 package downgraded**');
  });

  it('has the difference in the metadata artifact', async () => {
    const artifact = 'ovirt-node-image-metadata-el9-x86_64';
    const zip = lab.artifacts.list().find(({ name }) => name === artifact)?.file ?? '';
    const out = join(dir, 'metadata');
    await must(['python3', '-m', 'zipfile', '--extract', zip, out]);
    expect(await readFile(join(out, 'changes.md'), 'utf8')).toContain(`| \`${NAME}\` | downgraded |`);
    expect(await readObject(join(out, 'changes.json'))).toEqual(
      await readObject(third.outputs['changes'] ?? ''),
    );
  });
});
