import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { parseInputs, type InputContext } from '../../../src/inputs/parse.ts';
import type { RawInputs } from '../../../src/inputs/schema.ts';
import { tempDir } from '../../support/temp.ts';

let dir: string;
let context: InputContext;

beforeEach(async () => {
  dir = await tempDir();
  await writeFile(join(dir, 'manifest.yaml'), 'packages: []\n');
  await writeFile(join(dir, 'release.rpm'), '');
  context = {
    cwd: dir,
    env: {},
    hostArch: 'x86_64',
    glob: async () => await Promise.resolve([]),
    checkConfig: async () => await Promise.resolve([]),
  };
});

async function refusal(raw: RawInputs, extra: Partial<InputContext> = {}): Promise<UserError> {
  const error: unknown = await parseInputs(raw, { ...context, ...extra }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
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
    expect((await refusal({ kvm: 'off', 'run-mode': 'unprivileged' })).message).toMatch(/exclude each other/);
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
    [{ 'base-config': 'ext::sh -c true' }, /base-config: .*transport helper/],
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
    [{ variables: 'A=1\nA=2' }, /each name once; A/],
    [
      { overrides: '- a\n- list' },
      /overrides: found a object, expected a mapping|overrides: .*expected a mapping/,
    ],
    [{ overrides: 'a: [1' }, /overrides: not YAML/],
    [{ config: 'nowhere' }, /config: .*nowhere is not a directory/],
    [{ 'override-rpms': '*.rpm' }, /override-rpms: no file matches \*\.rpm/],
    [{ arch: 's390x' }, /arch: found "s390x", expected x86_64/],
    [{ 'base-config-ref': 'main' }, /base-config-ref: given without base-config and without target/],
    [{ 'work-dir': 'a,b' }, /work-dir: .*comma/],
    [{ 'retention-days': '0' }, /retention-days: found "0"/],
    [{ 'artifact-name': 'a/b' }, /artifact-name: found "a\/b"/],
  ])('refuses %j', async (raw, expected) => {
    const error = await refusal(raw);
    expect(error.message).toMatch(expected);
    expect(error.exitCode).toBe(2);
  });

  it('complains of a directory without a manifest', async () => {
    await mkdir(join(dir, 'empty'));
    expect((await refusal({ config: 'empty' })).message).toMatch(
      /neither manifest\.yaml nor manifest\.yaml\.in/,
    );
  });

  it('reports all problems in one message, those of the configuration too', async () => {
    const error = await refusal(
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
