import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/errors.ts';
import { parseInputs, type InputContext } from '../../../src/inputs/parse.ts';
import type { RawInputs } from '../../../src/inputs/schema.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { contextIn } from './context.ts';

let dir: string;
let context: InputContext;

beforeEach(async () => {
  dir = await tempDir();
  await writeFile(join(dir, 'manifest.yaml'), 'packages: []\n');
  await writeFile(join(dir, 'release.rpm'), '');
  context = contextIn(dir);
});

async function refused(raw: RawInputs, extra: Partial<InputContext> = {}): Promise<UserError> {
  return await refusal(parseInputs(raw, { ...context, ...extra }));
}

describe('parseInputs', () => {
  it('fills every default from the table', async () => {
    const inputs = await parseInputs({}, context);
    expect(inputs).toMatchObject({
      command: 'build',
      config: dir,
      ovirtRelease: [],
      engine: 'auto',
      runMode: 'unprivileged',
      arch: 'x86_64',
      images: ['live-iso', 'commit-tarball'],
      gpgcheck: 'repo',
      kvm: 'auto',
      upload: true,
      overwrite: false,
      workDir: join(dir, '.ovirt-node-image'),
    });
    expect(inputs.target).toBeUndefined();
    expect(inputs.memory).toBeUndefined();
  });

  it('works below RUNNER_TEMP on a runner', async () => {
    const inputs = await parseInputs({}, { ...context, env: { RUNNER_TEMP: '/runner/temp' } });
    expect(inputs.workDir).toBe('/runner/temp/ovirt-node-image');
  });

  it('reads lists, pairs, lines and numbers', async () => {
    const inputs = await parseInputs(
      {
        'ovirt-release': '# the mirror first\nhttps://a.example/x.rpm\nrelease.rpm\n',
        packages: "vim, tmux\n -nano  'podman >= 4'",
        variables: 'A=1\nB=x=y',
        images: 'commit-tarball,live-iso,live-iso',
        memory: '4096',
        upload: 'false',
      },
      context,
    );
    expect(inputs.ovirtRelease).toEqual(['https://a.example/x.rpm', join(dir, 'release.rpm')]);
    expect(inputs.packages).toEqual(['vim', 'tmux', '-nano', "'podman >= 4'"]);
    expect(inputs.variables).toEqual({ A: '1', B: 'x=y' });
    expect(inputs.images).toEqual(['live-iso', 'commit-tarball']);
    expect(inputs.memory).toBe(4096);
    expect(inputs.upload).toBe(false);
  });

  it('takes `kvm: off` for privileged, and refuses it together with unprivileged', async () => {
    expect((await parseInputs({ kvm: 'off' }, context)).runMode).toBe('privileged');
    for (const mode of ['unprivileged', ' unprivileged '])
      expect((await refused({ kvm: 'off', 'run-mode': mode })).message).toMatch(/exclude each other/);
  });

  it.each<[RawInputs, RegExp]>([
    [{ command: 'brew' }, /command: found "brew", expected one of build/],
    [{ engine: 'lxc' }, /engine: found "lxc", expected one of auto, podman, docker, host/],
    [{ images: 'qcow2' }, /images: found "qcow2", expected one of live-iso/],
    [{ upload: 'yes' }, /upload: found "yes", expected true or false/],
    [{ memory: '12' }, /memory: found "12", expected a whole number from 1024/],
    [{ memory: '1e4' }, /memory: found "1e4"/],
    [{ target: 'rhel9' }, /target: found "rhel9", expected el or fc/],
    [{ version: '-x' }, /version: found "-x", expected a value that does not begin with "-"/],
    [{ version: 'a b' }, /version: found "a b", expected one word/],
    [{ 'base-config-ref': '--upload-pack=x' }, /base-config-ref: .* does not begin with "-"/],
    [{ 'assembler-image': '-v/:/host' }, /assembler-image: .* does not begin with "-"/],
    [{ 'assembler-image': 'dir:/etc' }, /assembler-image: found "dir:\/etc", expected the name of an image/],
    [{ 'engine-args': 'alpine' }, /engine-args: found "alpine", expected an option, which begins with "-"/],
    [{ 'engine-args': '--env=A=1\nalpine' }, /engine-args: found "alpine"/],
    [{ 'engine-args': '--' }, /engine-args: found "--"/],
    [{ 'engine-args': '--env A=1' }, /engine-args: found "--env A=1".* write --flag=value/],
    [{ 'engine-args': '-v\t/a:/b' }, /engine-args: .* write --flag=value/],
    [{ 'base-config': 'ext::sh -c true' }, /base-config: .*asks git to run a helper program/],
    [{ 'base-config': 'ftp://x.example/y' }, /base-config: .*transport ftp:\/\/ is not allowed/],
    [{ 'base-config': 'nowhere' }, /base-config: there is no directory .*nowhere/],
    [{ 'base-config': 'file:///no/where' }, /base-config: there is no directory \/no\/where/],
    [
      { 'base-config': '.', 'base-config-ref': 'a..b' },
      /base-config-ref: found "a\.\.b", expected a full commit id/,
    ],
    [{ 'base-config-path': 'a:b' }, /base-config-path: found "a:b", expected a relative path/],
    [{ 'base-config-path': 'a/.git' }, /base-config-path: .*relative path/],
    [{ branding: "o'Virt" }, /branding: found "o'Virt", expected a name/],
    [{ packages: '-' }, /packages: found "-", expected names of packages/],
    [{ packages: 'vim --installroot=/x' }, /packages: found "--installroot=\/x"/],
    [{ packages: "'podman >= 4" }, /packages: found "'podman"/],
    [{ packages: 'vim -vim' }, /packages: vim is added and taken out/],
    [
      { 'ovirt-release': 'ftp://a.example/x.rpm' },
      /ovirt-release: found "ftp:.*expected https:\/\/host\/… or http:/,
    ],
    [{ 'ovirt-release': 'file:///x.rpm' }, /ovirt-release: found "file:.*path of a file without any scheme/],
    [{ 'ovirt-release': 'https://' }, /ovirt-release: found "https:\/\/"/],
    [
      { 'ovirt-release': 'http://a.example/x.rpm' },
      /ovirt-release: http:\/\/a\.example\/x\.rpm: plain http is not protected; give ovirt-release-sha256/,
    ],
    [
      { 'ovirt-release': 'release.rpm', 'ovirt-release-key': 'http://a.example/k' },
      /ovirt-release-key: found "http:.*expected https:\/\/host\/…, or the path/,
    ],
    [{ 'base-config-path': '../up' }, /base-config-path: .*relative path/],
    [{ 'base-config-path': '/etc' }, /base-config-path: .*relative path/],
    [{ 'ovirt-release': '--config' }, /ovirt-release: .* does not begin with "-"/],
    [{ 'ovirt-release': 'absent.rpm' }, /ovirt-release: there is no file .*absent\.rpm/],
    [
      { 'ovirt-release-key': 'absent.key', 'ovirt-release': 'release.rpm' },
      /ovirt-release-key: there is no file/,
    ],
    [{ 'ovirt-release-sha256': 'abc', 'ovirt-release': 'release.rpm' }, /expected 64 hex digits/],
    [{ 'ovirt-release-sha256': 'a'.repeat(64) }, /ovirt-release-sha256: given without ovirt-release/],
    [{ 'ovirt-release-key': 'release.rpm' }, /ovirt-release-key: given without ovirt-release/],
    [{ variables: 'NOT A PAIR' }, /variables: found "NOT A PAIR", expected NAME=value/],
    [{ variables: 'foo=bar\nA=1\nb=2' }, /variables: found foo, b, expected names such as MY_NAME/],
    [{ variables: '_A=1' }, /variables: found _A/],
    [{ variables: 'A=1\t2' }, /variables: A: found a line end or control character/],
    [{ variables: 'A=1\nA=2' }, /each name once; A/],
    [{ overrides: '- a\n- list' }, /overrides: found a list, expected a mapping/],
    [{ overrides: '[*a]' }, /overrides: found a list, expected a mapping/],
    [{ overrides: '*a' }, /overrides: found a reference \(\*a\), expected a mapping/],
    [{ overrides: 'text' }, /overrides: found a single value, expected a mapping/],
    [{ overrides: 'ref: *a' }, /overrides: \*a: write the value out/],
    [{ overrides: 'repos: [1' }, /overrides: line 1: /],
    [{ overrides: 'bogus: 1\nref: x\nother: 2' }, /overrides: bogus, other: no treefile has this key/],
    [{ config: 'nowhere' }, /config: .*nowhere is not a directory/],
    [{ 'override-rpms': '*.rpm' }, /override-rpms: no file matches \*\.rpm/],
    [{ arch: 's390x' }, /arch: found "s390x", expected x86_64/],
    [{ arch: 'amd64' }, /arch: found "amd64", expected one of x86_64, aarch64, ppc64le, s390x/],
    [{ 'base-config-ref': 'main' }, /base-config-ref: given without base-config and without target/],
    [{ 'work-dir': 'a,b' }, /work-dir: .*comma/],
    [{ 'retention-days': '0' }, /retention-days: found "0"/],
    [{ 'failure-issue': 'yes' }, /failure-issue: found "yes", expected true or false/],
    [{ 'github-token': 'a b' }, /github-token: found "\*\*\*"/],
    [{ push: 'ovirt/node:1', images: 'oci-archive' }, /push: found "ovirt\/node:1"/],
    [{ push: 'registry.example/ovirt/node:1' }, /push: pushes the OCI archive, and images does not ask/],
    [{ 'artifact-name': 'a/b' }, /artifact-name: found "a\/b"/],
  ])('refuses %j', async (raw, expected) => {
    const error = await refused(raw);
    expect(error.message).toMatch(expected);
    expect(error.exitCode).toBe(2);
  });

  it('does not show the password of an address it refuses', async () => {
    const error = await refused({ 'ovirt-release': 'ftp://me:secret@a.example/x.rpm' });
    expect(error.message).toContain('me');
    expect(error.message).not.toContain('secret');
  });

  it('takes what only looks like the refused', async () => {
    await mkdir(join(dir, 'base'));
    const inputs = await parseInputs(
      {
        'engine-args': '--env=A=b c\n--network=host\n-q',
        'base-config': 'base',
        'base-config-path': '.',
        branding: 'keep',
        'ovirt-release': 'HTTP://a.example/x.rpm',
        'ovirt-release-sha256': 'AB'.repeat(32),
        'assembler-image': 'localhost:5000/a/b:rhcos-4.17',
        overrides: 'packages-x86_64: [a]\nrepos: &r [x]',
      },
      context,
    );
    expect(inputs).toMatchObject({
      engineArgs: ['--env=A=b c', '--network=host', '-q'],
      baseConfig: join(dir, 'base'),
      ovirtRelease: ['http://a.example/x.rpm'],
      ovirtReleaseSha256: 'ab'.repeat(32),
      assemblerImage: 'localhost:5000/a/b:rhcos-4.17',
    });
  });

  it('of another architecture only renders', async () => {
    expect(await parseInputs({ arch: 'aarch64' }, { ...context, renderOnly: true })).toMatchObject({
      arch: 'aarch64',
    });
    expect((await refused({ arch: 'i686' }, { renderOnly: true })).message).toMatch(/arch: found "i686"/);
  });

  it('does not call an input missing that was given and refused', async () => {
    const error = await refused({
      'ovirt-release': 'ftp://x/y',
      'ovirt-release-sha256': 'ab'.repeat(32),
      'base-config': 'ftp://x/y',
      'base-config-ref': 'main',
    });
    expect(error.message.split('\n')).toHaveLength(3);
  });

  it('complains of a directory without a manifest', async () => {
    await mkdir(join(dir, 'empty'));
    expect((await refused({ config: 'empty' })).message).toMatch(
      /neither manifest\.yaml nor manifest\.yaml\.in/,
    );
  });

  it('reports all problems in one message, those of the configuration too', async () => {
    const error = await refused(
      { engine: 'lxc', memory: 'much', target: '9' },
      { checkConfig: async () => await Promise.resolve(['manifest.yaml:3: nobody defines @NOPE@']) },
    );
    expect(error.message.split('\n')).toEqual([
      '4 inputs are not usable:',
      expect.stringContaining('target:'),
      expect.stringContaining('engine:'),
      expect.stringContaining('memory:'),
      expect.stringContaining('@NOPE@'),
    ]);
  });
});
