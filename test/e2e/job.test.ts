import { copyFile, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runAction, type ActionRun } from '../lab/action.ts';
import { bootIso } from '../lab/boot/boot.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { compareUploaded } from '../lab/uploaded.ts';
import { expectedCommit, inspectTarball, installedPackages, tamper, type ExpectedCommit } from './inspect.ts';
import { extractFromIso } from './iso.ts';
import { promisedOutputs, wrongOutputs } from './outputs.ts';

let lab: Lab;
let good: ActionRun;
let dir: string;

beforeAll(async () => {
  lab = await startLab();
  dir = await lab.runDir('e2e');
  good = await runAction('main', {
    dir,
    inputs: { ...lab.inputs, images: 'live-iso commit-tarball' },
    env: lab.env,
  });
});

afterAll(async () => {
  await lab.close();
});

/** Changes one byte in the middle of a file; twice, and it is as it was. */
async function flip(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  const at = Math.floor((await handle.stat()).size / 2);
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  await handle.write(Buffer.of(byte.readUInt8() ^ 0xff), 0, 1, at);
  await handle.close();
}

describe('a good run', () => {
  it('ends well and leaves no container', async () => {
    expect(good.exitCode, good.log.slice(-3000)).toBe(0);
    expect(await lab.containers()).toEqual([]);
  });

  it('says what runs it and why, and shows the step that changes owners', async () => {
    expect(good.log).toMatch(/engine: auto takes podman, because podman \S+ \(runc\) answers, run by root/);
    const logs = await readdir(join(dir, 'temp', 'ovirt-node-image', 'logs'));
    expect(logs.filter((name) => name.startsWith('own'))).toEqual(['own.log']);
    expect(good.outputs['assembler-digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('fills every promised output with something true, and no other', async () => {
    const kinds = ['live-iso', 'commit-tarball'];
    expect(Object.keys(good.outputs).sort()).toEqual(promisedOutputs(kinds, true));
    expect(await wrongOutputs(good.outputs, kinds, true)).toEqual([]);
    expect(good.outputs).toMatchObject({ changed: 'true', ref: 'ovirt/x86_64/node/4.5' });
    expect(Number(good.outputs['package-count'])).toBeGreaterThan(50);
  });

  it('twin: an emptied output is noticed, whichever it is', async () => {
    const kinds = ['live-iso', 'commit-tarball'];
    for (const name of promisedOutputs(kinds, true)) {
      const wrong = await wrongOutputs({ ...good.outputs, [name]: '' }, kinds, true);
      expect(wrong.join('\n'), name).toContain(`${name}: ""`);
    }
  });

  it('uploads the very bytes of the files, and the metadata', async () => {
    for (const name of ['live-iso', 'commit-tarball']) {
      const digest = await compareUploaded(lab.artifacts, good.outputs[name] ?? '');
      expect(digest).toBe(good.outputs[`${name}-sha256`]);
    }
    expect(lab.artifacts.list().map(({ name }) => name)).toContain('ovirt-node-image-metadata-el9-x86_64');
    expect(lab.artifacts.unfinished()).toEqual([]);
  });

  it('twin: one byte of the uploaded copy is noticed', async () => {
    const path = good.outputs['commit-tarball'] ?? '';
    const { file = '' } = lab.artifacts.list().find(({ name }) => name === basename(path)) ?? {};
    await flip(file);
    await expect(compareUploaded(lab.artifacts, path)).rejects.toThrow('is not the file');
    await flip(file);
    await compareUploaded(lab.artifacts, path);
  });

  it('twin: a container that is left is seen', async () => {
    const name = 'ovirt-node-image-left-over';
    const image = lab.inputs['assembler-image'] ?? '';
    await must(['podman', 'create', `--name=${name}`, image], { env: lab.env });
    expect(await lab.containers()).toEqual([name]);
    await must(['podman', 'rm', name], { env: lab.env });
    expect(await lab.containers()).toEqual([]);
  });

  it('warns of what is weak and never fails to say it', () => {
    expect(good.log).toMatch(
      /::warning::packages of these repositories are not checked .*ovirt-master-centos-stream-ovirt45-testing/,
    );
    expect(good.log).toMatch(
      /::warning::assembler-image: .* can move\. Pin it with assembler-image: .*@sha256:/,
    );
    expect(good.summary).toContain('ovirt\\-node');
  });

  it('keeps the comments of the manifest and adds the overlay nobody listed', async () => {
    const text = await readFile(good.outputs['manifest'] ?? '', 'utf8');
    expect(text).toContain('# Images and artifacts are named after it.');
    expect(parse(text)).toMatchObject({ 'ostree-layers': ['overlay/99ovirt-node'] });
  });
});

describe('the ISO', () => {
  it("boots into the commit's own system", async () => {
    const boot = await bootIso(good.outputs['live-iso'] ?? '');
    expect(boot.prettyName, boot.console.slice(-2000)).toBe('oVirt Node 4.5');
  });

  it('twin: does not boot once its root file system is damaged', async () => {
    const broken = join(dir, 'broken.iso');
    await copyFile(good.outputs['live-iso'] ?? '', broken);
    const content = await readFile(broken);
    // The squashfs superblock: its magic stands once, in the rootfs archive.
    const at = content.indexOf('hsqs');
    expect(at).toBeGreaterThan(0);
    const handle = await open(broken, 'r+');
    await handle.write(Buffer.from('xxxx'), 0, 4, at);
    await handle.close();
    const boot = await bootIso(broken, 60_000);
    expect(boot.prettyName).toBeUndefined();
    // It failed for that reason, and not because time ran out before it got so far.
    expect(boot.console).toContain('live: no root file system');
    await rm(broken);
  });

  it('names our system in its boot menu, and nobody else', async () => {
    const file = join(dir, 'isolinux.cfg');
    await extractFromIso(good.outputs['live-iso'] ?? '', '/isolinux/isolinux.cfg', file);
    const menu = await readFile(file, 'utf8');
    expect(menu).toContain('menu label ovirt-node (Live)');
    expect(menu).not.toContain('Fedora');
  });
});

describe('the commit tarball', () => {
  const expected = (): ExpectedCommit => expectedCommit(good.outputs);
  const tarball = (): string => good.outputs['commit-tarball'] ?? '';

  it('holds a sound commit with our packages and files', async () => {
    const tree = await inspectTarball(tarball(), expected(), join(dir, 'inspect'));
    expect(await installedPackages(tree)).toContain('ovirt-host-1');
    expect(await readFile(join(tree, 'usr/lib/sysusers.d/ovirt-node.conf'), 'utf8')).toContain('vdsm');
    const facts = await readFile(join(tree, 'usr/share/ovirt-node/build-facts'), 'utf8');
    expect(facts).toBe('ovirt-version=4.5\n');
    const preset = await readFile(join(tree, 'usr/lib/systemd/system-preset/40-core.preset'), 'utf8');
    expect(preset).toContain('sshd');
  });

  it('twin: one byte of an object is noticed', async () => {
    const bad = await tamper(tarball(), join(dir, 'bad-byte'), async (repo) => {
      const objects = await must(['find', join(repo, 'objects'), '-name', '*.filez', '-size', '+1']);
      const [object = ''] = objects.trim().split('\n');
      const content = await readFile(object);
      content[content.length - 10] = (content[content.length - 10] ?? 0) ^ 0xff;
      await writeFile(object, content);
    });
    await expect(inspectTarball(bad, expected(), join(dir, 'inspect-byte'))).rejects.toThrow(/ostree/);
  });

  it('twin: a ref that is gone, and one that means another commit, are noticed', async () => {
    const { ref, buildId } = expected();
    const gone = await tamper(tarball(), join(dir, 'bad-ref'), async (repo) => {
      await must(['ostree', 'refs', `--repo=${repo}`, '--delete', ref]);
    });
    await expect(inspectTarball(gone, expected(), join(dir, 'inspect-ref'))).rejects.toThrow(
      `the refs are ${buildId}, expected`,
    );
    const moved = await tamper(tarball(), join(dir, 'moved-ref'), async (repo) => {
      const other = await must(['ostree', 'commit', `--repo=${repo}`, '--orphan', `--tree=ref=${ref}`]);
      await must(['ostree', 'refs', `--repo=${repo}`, '--force', `--create=${ref}`, other.trim()]);
    });
    await expect(inspectTarball(moved, expected(), join(dir, 'inspect-moved'))).rejects.toThrow(
      `expected ${expected().commit}`,
    );
    const stale = await tamper(tarball(), join(dir, 'stale-summary'), async (repo) => {
      await must(['ostree', 'refs', `--repo=${repo}`, '--delete', buildId]);
      await must(['ostree', 'summary', `--repo=${repo}`, '--update']);
      await must(['ostree', 'refs', `--repo=${repo}`, `--create=${buildId}`, expected().commit]);
    });
    await expect(inspectTarball(stale, expected(), join(dir, 'inspect-stale'))).rejects.toThrow(
      `for ${buildId}`,
    );
  });
});

describe('a second run', () => {
  it('says that nothing changed and gives the values of the earlier build', async () => {
    const again = await runAction('main', { dir, inputs: { ...lab.inputs, upload: 'false' }, env: lab.env });
    expect(again.exitCode, again.log.slice(-3000)).toBe(0);
    expect(again.outputs['changed']).toBe('false');
    const kinds = ['live-iso', 'commit-tarball'];
    expect(Object.keys(again.outputs).sort()).toEqual(promisedOutputs(kinds, false, true));
    expect(await wrongOutputs(again.outputs, kinds, false, true)).toEqual([]);
    expect(again.outputs).toMatchObject({ 'packages-upgraded': '0', 'packages-added': '0' });
    expect(again.outputs['ostree-commit']).toBe(good.outputs['ostree-commit']);
    expect(again.outputs['live-iso-sha256']).toBe(good.outputs['live-iso-sha256']);
    expect(again.outputs['commit-tarball-sha256']).toBe(good.outputs['commit-tarball-sha256']);
  });

  it('builds anew for what the assembler itself does not look at, such as the boot menu', async () => {
    const again = await runAction('main', {
      dir,
      inputs: { ...lab.inputs, images: 'live-iso', upload: 'false', branding: 'Renamed Node' },
      env: lab.env,
    });
    expect(again.exitCode, again.log.slice(-3000)).toBe(0);
    expect(again.log).toMatch(/does not stand for this one: .*live\/isolinux\/isolinux\.cfg has changed/);
    expect(again.outputs['changed']).toBe('true');
    expect(again.outputs['build-id']).not.toBe(good.outputs['build-id']);
    const file = join(dir, 'renamed.cfg');
    await extractFromIso(again.outputs['live-iso'] ?? '', '/isolinux/isolinux.cfg', file);
    expect(await readFile(file, 'utf8')).toContain('menu label Renamed Node (Live)');
  });
});
