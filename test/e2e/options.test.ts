import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMAGE_KINDS } from '../../src/inputs/choices.ts';
import { runAction, type ActionRun } from '../lab/action.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { rpmbuild } from '../lab/repos/build.ts';
import { sha256 } from '../support/sha256.ts';
import { expectedCommit, inspectTarball, installedPackages } from './inspect.ts';
import { extractFromIso } from './iso.ts';
import { promisedOutputs, wrongOutputs } from './outputs.ts';

let lab: Lab;
/** A run with every image, an override, and packages added and taken out. */
let wide: ActionRun;
let wideDir: string;
let wideInputs: Readonly<Record<string, string>>;
/** Where it is pushed to: `registry/name`, in the registry the assembler comes from. */
let pushed: string;
/** The same configuration without its overlay, and without overrides. */
let bare: ActionRun;
let dir: string;

/** A package of our own, older than the repository's: only precedence can bring it in. */
const OVERRIDE = [
  'Name: ovirt-host',
  'Version: 0.5',
  'Release: 1.el9',
  'Summary: ovirt-host of our own',
  'License: MIT',
  'BuildArch: noarch',
  'Requires: vdsm',
  '%define _binary_payload w1.gzdio',
  '%description',
  'ours',
  '%files',
  '',
].join('\n');

async function treeOf(run: ActionRun, name: string): Promise<string> {
  const { outputs } = run;
  return await inspectTarball(outputs['commit-tarball'] ?? '', expectedCommit(outputs), join(dir, name));
}

beforeAll(async () => {
  lab = await startLab();
  dir = await lab.runDir('options');
  const rpms = join(dir, 'own');
  await rpmbuild(OVERRIDE, join(dir, 'override-build'), rpms, 'noarch');
  wideDir = await lab.runDir('options-wide');
  pushed = `${(lab.inputs['assembler-image'] ?? '').split('/')[0]}/oni-lab-push/node`;
  wideInputs = {
    ...lab.inputs,
    images: IMAGE_KINDS.join('\n'),
    'override-rpms': join(rpms, '*.rpm'),
    packages: 'sanlock',
    overrides: 'rojig:\n  summary: ours\n',
    version: '4.5.20260101.7',
    'artifact-name': 'our-node',
    'retention-days': '3',
    branding: 'Our Own Node',
    push: `${pushed}:nightly`,
  };
  wide = await runAction('main', { dir: wideDir, inputs: wideInputs, env: lab.env });
  const config = join(dir, 'config');
  await cp(lab.inputs['config'] ?? '', config, { recursive: true });
  await rm(join(config, 'overlay.d'), { recursive: true });
  bare = await runAction('main', {
    dir: await lab.runDir('options-bare'),
    inputs: { ...lab.inputs, config, images: 'commit-tarball', upload: 'false', gpgcheck: 'off' },
    env: lab.env,
  });
});

afterAll(async () => {
  await lab.close();
});

describe('every image', () => {
  it('is made, verified and uploaded as it is', async () => {
    expect(wide.exitCode, wide.log.slice(-3000)).toBe(0);
    expect(Object.keys(wide.outputs).sort()).toEqual(
      [...promisedOutputs(IMAGE_KINDS, true), 'push-digest'].sort(),
    );
    expect(await wrongOutputs(wide.outputs, IMAGE_KINDS, true)).toEqual([]);
    for (const kind of IMAGE_KINDS) {
      const path = wide.outputs[kind] ?? '';
      const response = await fetch(lab.artifacts.downloadUrl(basename(path)));
      const copy = join(dir, `copy-${kind}`);
      await writeFile(copy, Buffer.from(await response.arrayBuffer()));
      expect(await sha256(copy), kind).toBe(wide.outputs[`${kind}-sha256`]);
      await rm(copy);
    }
  });

  it('is named after name, build, target and arch', () => {
    expect(IMAGE_KINDS.map((kind) => basename(wide.outputs[kind] ?? ''))).toEqual([
      'ovirt-node-4.5.20260101.7-el9-live.x86_64.iso',
      'ovirt-node-4.5.20260101.7-el9-ostree.x86_64.tar',
      'ovirt-node-4.5.20260101.7-el9-metal.x86_64.raw',
      'ovirt-node-4.5.20260101.7-el9-live-kernel.x86_64',
      'ovirt-node-4.5.20260101.7-el9-live-initramfs.x86_64.img',
      'ovirt-node-4.5.20260101.7-el9-live-rootfs.x86_64.img',
      'ovirt-node-4.5.20260101.7-el9-ostree.x86_64.ociarchive',
    ]);
    expect(wide.outputs['build-id']).toBe('4.5.20260101.7');
  });

  it('is what its name says', async () => {
    const table: unknown = JSON.parse(await must(['sfdisk', '--json', wide.outputs['metal'] ?? '']));
    expect(table).toMatchObject({ partitiontable: { label: 'gpt', partitions: [{ name: 'root' }] } });
    const archive: unknown = JSON.parse(
      await must(['skopeo', 'inspect', `oci-archive:${wide.outputs['oci-archive']}`]),
    );
    expect(archive).toMatchObject({ Labels: { 'ostree.commit': wide.outputs['ostree-commit'] } });
    const tree = await treeOf(wide, 'kinds');
    const [kernel = ''] = (await must(['find', join(tree, 'usr/lib/modules'), '-name', 'vmlinuz'])).split(
      '\n',
    );
    expect(await sha256(wide.outputs['live-kernel'] ?? '')).toBe(await sha256(kernel));
    for (const [kind, inside] of [
      ['live-initramfs', 'initrd.img'],
      ['live-rootfs', 'rootfs.img'],
    ] as const) {
      const out = join(dir, inside);
      await extractFromIso(wide.outputs['live-iso'] ?? '', `/images/pxeboot/${inside}`, out);
      expect(await sha256(out), kind).toBe(wide.outputs[`${kind}-sha256`]);
    }
  });

  it('comes with a metadata bundle whose SHA256SUMS the standard tool accepts', async () => {
    const name = 'our-node-metadata-el9-x86_64';
    expect(lab.artifacts.list().map((artifact) => artifact.name)).toContain(name);
    const zip = lab.artifacts.list().find((artifact) => artifact.name === name)?.file ?? '';
    const out = join(dir, 'metadata');
    await must(['python3', '-m', 'zipfile', '--extract', zip, out]);
    for (const file of [
      'meta.json',
      'commitmeta.json',
      'manifest.yaml',
      'manifest-lock.generated.x86_64.json',
    ])
      expect((await readFile(join(out, file), 'utf8')).length, file).toBeGreaterThan(10);
    const images = join(wide.outputs['live-iso'] ?? '', '..');
    const sums = join(out, 'SHA256SUMS');
    await must(['sha256sum', '--check', '--strict', sums], { cwd: images });
    expect((await readFile(sums, 'utf8')).trim().split('\n')).toHaveLength(IMAGE_KINDS.length);
  });
});

describe('options', () => {
  it('override-rpms wins against a newer package of the repositories', async () => {
    expect(await installedPackages(await treeOf(wide, 'override'))).toContain('ovirt-host-0.5');
  });

  it('twin: without the override it is the repository that is used', async () => {
    const packages = await installedPackages(await treeOf(bare, 'no-override'));
    expect(packages).toContain('ovirt-host-1');
    expect(packages).not.toContain('ovirt-host-0.5');
  });

  it('twin: without the overlay its files are not in the commit', async () => {
    const tree = await treeOf(bare, 'no-overlay');
    await expect(readFile(join(tree, 'usr/lib/sysusers.d/ovirt-node.conf'))).rejects.toThrow('ENOENT');
    // The rest of the configuration is as before.
    expect(await readFile(join(tree, 'usr/share/ovirt-node/build-facts'), 'utf8')).toContain('4.5');
  });

  it('branding names the system in the boot menu', async () => {
    const menu = join(dir, 'isolinux.cfg');
    await extractFromIso(wide.outputs['live-iso'] ?? '', '/isolinux/isolinux.cfg', menu);
    expect(await readFile(menu, 'utf8')).toContain('menu label Our Own Node (Live)');
  });

  it('gpgcheck: off says for each repository that its packages are not checked', () => {
    expect(bare.exitCode, bare.log.slice(-3000)).toBe(0);
    for (const id of ['ovirt-master-snapshot', 'baseos']) {
      expect(bare.log).toMatch(new RegExp(`::warning::.*${id}`));
    }
    expect(bare.summary).toMatch(
      /not checked \(gpgcheck=0\).*`copr:copr.fedorainfracloud.org:ovirt:ovirt-master-snapshot`/,
    );
  });

  it('upload: false leaves everything on the machine and says where', () => {
    expect(Object.keys(bare.outputs).sort()).toEqual(promisedOutputs(['commit-tarball'], false));
    expect(bare.log).toContain('nothing is uploaded: upload: false. The images are in ');
  });

  it('gpgcheck: require fails before the pull ends, naming what does not check', async () => {
    const run = await runAction('main', {
      dir: await lab.runDir('options-require'),
      inputs: { ...lab.inputs, gpgcheck: 'require' },
      env: lab.env,
    });
    expect(run.exitCode).toBe(1);
    expect(run.log.match(/^::error/gm)).toHaveLength(1);
    expect(run.log).toMatch(/::error.*gpgcheck: require.*ovirt-master-centos-stream-ovirt45-testing/);
    expect(await lab.containers()).toEqual([]);
  });
});

describe('push', () => {
  it('puts what was built into a registry: what is pulled by the digest is the archive of the build', async () => {
    const digest = wide.outputs['push-digest'] ?? '';
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(wide.summary).toContain(`${pushed}@${digest}`);
    const to = await lab.runDir('options-pulled');
    const registries = `--registries-conf=${lab.env['CONTAINERS_REGISTRIES_CONF'] ?? ''}`;
    const skopeo = async (from: string, name: string): Promise<string> =>
      await must(['skopeo', registries, 'copy', '--quiet', from, `dir:${join(to, name)}`]);
    await skopeo(`docker://${pushed}@${digest}`, 'pulled');
    await skopeo(`oci-archive:${wide.outputs['oci-archive'] ?? ''}`, 'made');
    const compare = async (): Promise<string> =>
      await must(['diff', '--brief', '--recursive', join(to, 'made'), join(to, 'pulled')]);
    // Config, layers and manifest, each under its digest.
    await compare();
    const manifest = join(to, 'pulled', 'manifest.json');
    expect(await readFile(manifest, 'utf8')).toContain('oci.image.manifest');
    // Twin: one byte more is noticed.
    await appendFile(manifest, ' ');
    await expect(compare()).rejects.toThrow(/manifest\.json and .* differ/);
  });

  it('twin: a registry that is not there fails the build as a push, after everything else', async () => {
    // What was built is there.
    const run = await runAction('main', {
      dir: wideDir,
      inputs: {
        ...wideInputs,
        images: 'oci-archive',
        upload: 'false',
        push: '127.0.0.1:1/oni-lab/node:nightly',
      },
      env: lab.env,
    });
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ 'failure-class': 'push', 'failure-signature': 'registry-down' });
    expect(run.log).toMatch(/::error::push: 127\.0\.0\.1:1\/oni-lab\/node:nightly cannot be pushed/);
  });
});
