import { describe, expect, it } from 'vitest';
import { containerArgv } from '../../../src/assembler/container.ts';
import { CA_BUNDLE, planBuild, planImages, type PlanRequest } from '../../../src/assembler/plan.ts';

const REQUEST: PlanRequest = {
  image: 'registry.example/cosa@sha256:0',
  srvDir: '/w/srv',
  configDir: '/w/config',
  scratchDir: '/w/scratch',
  images: ['live-iso', 'commit-tarball'],
  version: undefined,
  overrideRpms: false,
  rootful: true,
  runMode: 'unprivileged',
  kvmDevice: true,
  kvmDisabled: false,
  fuse: true,
  memoryMiB: undefined,
  engineArgs: [],
};
const BUILD = { id: '9.1', ref: 'ovirt/x86_64/node', timestamp: '2026-01-01T00:00:00Z' };

function commands(request: PlanRequest): string[] {
  return planBuild(request).map(({ container }) => container.command.join(' '));
}

describe('planBuild', () => {
  it('prepares, fetches and composes', () => {
    expect(commands({ ...REQUEST, rootful: false })).toEqual([
      'init --force /dev/null',
      'fetch',
      'build ostree',
    ]);
  });

  it('hands the work directory to the builder first where root runs the engine, without its rights', () => {
    const [own] = planBuild({ ...REQUEST, runMode: 'privileged' });
    expect(own?.id).toBe('own');
    expect(own?.container).toMatchObject({
      user: '0',
      entrypoint: 'chown',
      privileged: false,
      network: 'none',
      devices: [],
    });
    expect(own?.container.mounts.map(({ target }) => target)).toEqual(['/srv', '/var/tmp']);
  });

  it('passes version and overrides on', () => {
    expect(commands({ ...REQUEST, version: '9.9', overrideRpms: true }).slice(2)).toEqual([
      'fetch --with-cosa-overrides',
      'build --version 9.9 ostree',
    ]);
  });

  it('never asks for privileges unless told to', () => {
    for (const step of planBuild(REQUEST)) expect(step.container.privileged).toBe(false);
    const build = planBuild({ ...REQUEST, runMode: 'privileged', kvmDevice: false, kvmDisabled: true }).at(
      -1,
    );
    expect(build?.container.privileged).toBe(true);
    expect(build?.container.env).toMatchObject({ COSA_NO_KVM: '1' });
    expect(build?.container.env).not.toHaveProperty('FORCE_UNPRIVILEGED');
  });

  it('tells every step that there is no KVM', () => {
    const request = { ...REQUEST, kvmDevice: false, kvmDisabled: true };
    for (const { container } of [...planBuild(request), ...planImages(request, BUILD, [])]) {
      expect(container.env['COSA_NO_KVM']).toBe('1');
      expect(container.devices).not.toContain('/dev/kvm');
    }
  });

  it('maps the user of a rootless engine to the builder', () => {
    const [init] = planBuild({ ...REQUEST, rootful: false });
    expect(init?.container.userns).toBe('keep-id:uid=1000,gid=1000');
  });
});

describe('the network of a step', () => {
  const network = { passEnv: ['DNF_VAR_password', 'https_proxy'], caBundle: '/w/ca-bundle.pem' };

  it('is handed in by name: no value is in the plan or the argv', () => {
    const fetch = planBuild({ ...REQUEST, network }).find(({ id }) => id === 'fetch');
    if (fetch === undefined) throw new Error('no fetch');
    const argv = containerArgv('podman', fetch.container, { name: 'n', runId: 'r' });
    expect(argv).toEqual(expect.arrayContaining(['--env=DNF_VAR_password', '--env=https_proxy']));
    expect(argv).toContain(`--mount=type=bind,src=/w/ca-bundle.pem,dst=${CA_BUNDLE},ro=true`);
    for (const name of ['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO'])
      expect(argv).toContain(`--env=${name}=${CA_BUNDLE}`);
  });

  it('gives no secret to steps without a network', () => {
    const steps = [...planBuild({ ...REQUEST, network }), ...planImages({ ...REQUEST, network }, BUILD, [])];
    const offline = steps.filter(({ container }) => container.network === 'none');
    expect(offline.map(({ id }) => id)).toEqual(['own', 'tarball']);
    for (const { container } of offline) expect(container.passEnv).toEqual([]);
  });
});

describe('planImages', () => {
  const ids = (images: PlanRequest['images'], present: string[] = []): string[] =>
    planImages({ ...REQUEST, images }, BUILD, present).map(({ id }) => id);

  it.each<[PlanRequest['images'], string[]]>([
    [['commit-tarball'], ['tarball']],
    [['oci-archive'], []],
    [['metal'], ['metal']],
    [['live-iso'], ['metal', 'metal4k', 'live']],
    [
      ['live-kernel', 'commit-tarball'],
      ['metal', 'metal4k', 'live', 'tarball'],
    ],
    [
      ['live-iso', 'metal'],
      ['metal', 'metal4k', 'live'],
    ],
  ])('makes of %j only what is asked for: %j', (images, expected) => {
    expect(ids(images)).toEqual(expected);
  });

  it('does not make again what an unchanged build has', () => {
    expect(ids(['live-iso'], ['metal', 'metal4k', 'live-iso'])).toEqual([]);
    expect(ids(['live-iso'], ['metal'])).toEqual(['metal4k', 'live']);
  });

  it('hands build id, ref and time to the packing script as arguments, never inside it', () => {
    const hostile = { id: 'x"; rm -rf /', ref: '$(id)', timestamp: '`id`' };
    const [tarball] = planImages({ ...REQUEST, images: ['commit-tarball'] }, hostile, []);
    const [flag, script, , ...args] = tarball?.container.command ?? [];
    expect(flag).toBe('-c');
    expect(script).not.toMatch(/rm -rf \/"|\$\(id\)|`id`/);
    expect(args.slice(0, 3)).toEqual([hostile.id, hostile.ref, hostile.timestamp]);
  });
});

describe('containerArgv', () => {
  it('puts every value behind its option or after the image', () => {
    const [, , build] = planBuild({
      ...REQUEST,
      rootful: false,
      engineArgs: ['--memory=8g'],
      memoryMiB: 4096,
    });
    if (build === undefined) throw new Error('no build step');
    expect(containerArgv('podman', build.container, { name: 'n', runId: 'r' })).toEqual([
      'podman',
      'run',
      '--rm',
      '--name=n',
      '--label=io.github.ovirt-node-image.run=r',
      '--pull=never',
      '--security-opt=label=disable',
      '--userns=keep-id:uid=1000,gid=1000',
      '--device=/dev/kvm',
      '--device=/dev/fuse',
      '--tmpfs=/tmp',
      '--mount=type=bind,src=/w/srv,dst=/srv',
      '--mount=type=bind,src=/w/config,dst=/srv/src/config,ro=true',
      '--mount=type=bind,src=/w/scratch,dst=/var/tmp',
      '--env=FORCE_UNPRIVILEGED=1',
      '--env=COSA_SUPERMIN_MEMORY=4096',
      '--env=GIT_CONFIG_COUNT=1',
      '--env=GIT_CONFIG_KEY_0=safe.directory',
      '--env=GIT_CONFIG_VALUE_0=*',
      '--memory=8g',
      'registry.example/cosa@sha256:0',
      'build',
      'ostree',
    ]);
  });
});
