import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { runCli } from '../lab/cli.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { startRealLab, type RealLab } from '../lab/real/lab.ts';
import { EL9_SIGS } from '../lab/real/release.ts';
import { RECORD } from '../../src/assembler/run-record.ts';
import { readObject } from '../../src/images/json.ts';
import { markOf } from '../lab/real/trees.ts';
import { hasShared, SHARED } from '../support/shared.ts';
import { expectedCommit, inspectTarball, installedPackages, tamper } from './inspect.ts';

const real = hasShared();
let lab: Lab;
let trees: RealLab;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  if (!real) return;
  lab = await startLab();
  open.push(lab);
  trees = await startRealLab();
  open.push(trees);
});

afterAll(async () => {
  await Promise.all(open.map(async (part) => await part.close()));
});

/** The real oVirt configuration, as upstream has it, and files a user puts beside its manifest. */
async function realConfig(name: string, extra: Readonly<Record<string, string>> = {}): Promise<string> {
  const dir = join(await lab.runDir(name), 'config');
  await cp(join(SHARED, 'data', 'ovirt-node-coreos'), dir, { recursive: true });
  for (const [file, text] of Object.entries(extra)) await writeFile(join(dir, file), text);
  return dir;
}

async function checkedOut({ outputs }: ActionRun, work: string): Promise<string> {
  return await inspectTarball(outputs['commit-tarball'] ?? '', expectedCommit(outputs), work);
}

/** What a commit lacks of what its configuration asks for: packages by name, and the marks of layers. */
async function missingFrom(
  tree: string,
  packages: readonly string[],
  layers: readonly string[],
): Promise<string[]> {
  const installed = new Set((await installedPackages(tree)).map((entry) => entry.replace(/-[^-]+$/, '')));
  return [
    ...packages.filter((name) => !installed.has(name)),
    ...layers.filter((layer) => !existsSync(join(tree, markOf(layer)))),
  ];
}

/**
 * A list of the treefile as the assembler's side flattened it: an engine of its own, apart from the product's. Of
 * queries only the name before the operator, of layers only the name after the slash.
 */
async function flattened(tree: string, key: 'packages' | 'ostree-layers'): Promise<string[]> {
  const treefile = await readObject(join(tree, 'usr/share/rpm-ostree/treefile.json'));
  const list = treefile[key];
  return Array.isArray(list)
    ? list.map((item) =>
        String(item)
          .replace(/ .*/, '')
          .replace(/^overlay\//, ''),
      )
    : [];
}

describe.skipIf(!real)('the real oVirt manifest over the real fedora-coreos-config', () => {
  let inputs: Readonly<Record<string, string>>;
  let run: ActionRun;
  const moved =
    /manifest\.yaml\.in:1:10: the included file fedora-coreos-config\/fedora-coreos-base\.yaml does not exist; upstream moved it to manifests\/ on 2019-10-31 \(commit 15e47d3f\)/;

  beforeAll(async () => {
    inputs = {
      ...lab.inputs,
      config: await realConfig('real-fedora'),
      'ovirt-release': trees.release2020.path,
      target: 'fc40',
      'base-config': trees.fedora.url,
      'base-config-ref': trees.fedora.commit,
      'engine-args': trees.engineArgs,
      images: 'commit-tarball',
      upload: 'false',
    };
    run = await runAction('main', {
      dir: await lab.runDir('real-fedora-build'),
      inputs: { ...inputs, overrides: 'include: fedora-coreos-config/manifests/fedora-coreos-base.yaml' },
      env: lab.env,
    });
  });

  it('as it is ends with the include that is gone and where it went, in the action', async () => {
    const refused = await runAction('main', {
      dir: await lab.runDir('real-fedora-as-it-is'),
      inputs,
      env: lab.env,
    });
    expect(refused.exitCode).toBe(1);
    expect(refused.log).toMatch(moved);
    expect(refused.log).toMatch(/^::error .*file=.*manifest\.yaml\.in,line=1/m);
    expect(await lab.containers()).toEqual([]);
  });

  it('as it is ends the same way on the command line', async () => {
    const {
      'assembler-image': _image,
      'engine-args': _args,
      images: _images,
      upload: _upload,
      ...rest
    } = inputs;
    const flags = Object.entries(rest).map(([name, value]) => `--${name}=${value}`);
    const cwd = await lab.runDir('real-fedora-cli');
    const refused = await runCli(['render', ...flags, '--out', 'tree'], { cwd, env: lab.env });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(moved);
    expect(refused.stdout).toBe('');
  });

  it('with the include overridden is a commit with all 132 packages and the layer nobody listed', async () => {
    expect(run.exitCode, run.log.slice(-6000)).toBe(0);
    const tree = await checkedOut(run, join(run.temp, 'inspect'));
    const asked = await flattened(tree, 'packages');
    const layers = await flattened(tree, 'ostree-layers');
    expect([asked.length, layers.length]).toEqual([132, 9]);
    expect(layers.at(-1)).toBe('99ovirt-node');
    expect(await missingFrom(tree, asked, layers.slice(0, -1))).toEqual([]);
    const sysusers = 'usr/lib/sysusers.d/ovirt-node-coreos.conf';
    const source = join(SHARED, 'data/ovirt-node-coreos/overlay.d/99ovirt-node', sysusers);
    expect(await readFile(join(tree, sysusers), 'utf8')).toBe(await readFile(source, 'utf8'));
    expect(await readFile(join(SHARED, 'data/ovirt-node-coreos/manifest.yaml.in'), 'utf8')).not.toContain(
      '99ovirt-node',
    );
    // The mirror lists' names hold a placeholder that only this target fills.
    expect(trees.requests.join('\n')).toContain('/mirrorlist-ovirt-master-snapshot-fc40');
    expect(await readFile(join(tree, 'usr/lib/os-release'), 'utf8')).toContain(
      `PRETTY_NAME="Fedora Linux ${run.outputs['build-id']} (Forty)"`,
    );
    // Scripts of the base have run: bash, in the tree.
    expect(existsSync(join(tree, 'usr/lib/systemd/system/ssh-host-keys-migration.service.d'))).toBe(true);
    expect(await readFile(join(tree, 'usr/lib/passwd'), 'utf8')).toContain('chrony:');
  });

  it('twin: a package taken out of the database, and an overlay dropped, are noticed', async () => {
    const asked = ['ovirt-host', 'ignition'];
    const work = join(run.temp, 'twin');
    const bad = await tamper(run.outputs['commit-tarball'] ?? '', join(work, 'tamper'), async (repo) => {
      const tree = join(work, 'tree');
      const [ref = ''] = (await must(['ostree', 'refs', `--repo=${repo}`])).trim().split('\n');
      await must(['ostree', 'checkout', `--repo=${repo}`, '--user-mode', ref, tree]);
      await must([
        'rpm',
        `--dbpath=${join(tree, 'usr/share/rpm')}`,
        '-e',
        '--justdb',
        '--nodeps',
        'ignition',
      ]);
      await rm(join(tree, markOf('40grub')));
      await must(['ostree', 'commit', `--repo=${repo}`, '--branch=broken', `--tree=dir=${tree}`]);
    });
    await mkdir(join(work, 'unpacked'), { recursive: true });
    await must(['tar', '-C', join(work, 'unpacked'), '-xf', bad]);
    const tree = join(work, 'broken');
    await must(['ostree', 'checkout', `--repo=${join(work, 'unpacked')}`, '--user-mode', 'broken', tree]);
    expect(await missingFrom(tree, asked, ['05core', '40grub'])).toEqual(['ignition', '40grub']);
  });
});

describe.skipIf(!real)('the el9 pair', () => {
  let inputs: Readonly<Record<string, string>>;

  beforeAll(async () => {
    inputs = {
      ...lab.inputs,
      config: await realConfig('real-el9', { 'crb.repo': trees.crbRepo }),
      'ovirt-release': trees.release.path,
      'base-config': trees.openshift.url,
      'base-config-ref': trees.openshift.commit,
      overrides: 'include: fedora-coreos-config/manifest-c9s.yaml',
      'engine-args': trees.engineArgs,
      upload: 'false',
    };
  });

  it('is a commit with its 122 packages and ovirt-host, from all its repositories', async () => {
    const run = await runAction('main', {
      dir: await lab.runDir('real-el9-build'),
      inputs: { ...inputs, images: 'commit-tarball' },
      env: lab.env,
    });
    expect(run.exitCode, run.log.slice(-6000)).toBe(0);
    // What verified.json of a real run is made from.
    const logs = join(run.temp, 'ovirt-node-image', 'logs');
    expect(await readObject(join(logs, RECORD.probe))).toMatchObject({
      digest: run.outputs['assembler-digest'],
      dialect: 'D2',
    });
    const steps = (await readFile(join(logs, RECORD.steps), 'utf8')).trim().split('\n');
    expect(steps.map((line) => line.replace(/,"seconds.*/, ''))).toEqual(
      ['own', 'init', 'fetch', 'build', 'tarball', 'sizes'].map((id) => `{"id":"${id}","exitCode":0`),
    );
    const tree = await checkedOut(run, join(run.temp, 'inspect'));
    const asked = await flattened(tree, 'packages');
    const layers = await flattened(tree, 'ostree-layers');
    expect([asked.length, layers.length]).toEqual([123, 16]);
    const sigs = ['vdsm', 'gluster', 'openvswitch', 'collectd', 'ceph', 'openstack-network', 'from-crb'];
    expect(await missingFrom(tree, [...asked, ...sigs], layers.slice(0, -1))).toEqual([]);
    const installed = (await installedPackages(tree)).join('\n');
    // A query with an epoch, and an exclusion over several lines of the release package's file.
    expect(installed).toMatch(/^skopeo-1\.7\.0$/m);
    expect(installed).not.toContain('rdo-openvswitch');
    expect(await readFile(join(tree, 'usr/lib/os-release'), 'utf8')).toContain('VARIANT_ID=coreos');
    expect(await readFile(join(tree, 'usr/etc/nsswitch.conf'), 'utf8')).toContain('a profile of test sssd');
    expect(await readdir(join(tree, 'usr/bin'))).not.toContain('authselect');
    // Taken out of its package by the base.
    expect(existsSync(join(tree, 'usr/lib/systemd/zram-generator.conf'))).toBe(false);
    expect(existsSync(join(tree, 'usr/lib/systemd/system-generators/zram-generator'))).toBe(true);
  });

  it('asks for CRB before the assembler runs', async () => {
    const config = await realConfig('real-el9-nocrb');
    const run = await runAction('main', {
      dir: await lab.runDir('real-el9-nocrb-build'),
      inputs: { ...inputs, config },
      env: lab.env,
    });
    expect(run.exitCode).toBe(1);
    expect(run.log).toContain('ovirt-release: its packages need CRB, and no repository in use provides that');
    expect(run.log).toContain('c9s-crb');
    expect(run.log).not.toContain('Compose the commit');
  });

  it('with gpgcheck: require lists the six of the SIGs and the two of the snapshots', async () => {
    const run = await runAction('main', {
      dir: await lab.runDir('real-el9-require'),
      inputs: { ...inputs, gpgcheck: 'require' },
      env: lab.env,
    });
    expect(run.exitCode).toBe(1);
    const [, list = ''] =
      /gpgcheck: require, but the signatures of these repositories' packages are not checked: (.*?)\. Set/.exec(
        run.log,
      ) ?? [];
    const listed = [...list.matchAll(/([\w-]+) \([\w.-]+, from the release\)/g)].map(([, id = '']) => id);
    expect(listed.sort()).toEqual(
      [...Object.keys(EL9_SIGS), 'ovirt-appliance-master-snapshot', 'ovirt-node-master-snapshot'].sort(),
    );
  });
});
