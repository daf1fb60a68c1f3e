import { describe, expect, it } from 'vitest';
import { containerArgv, type ContainerSpec } from '../../../src/assembler/container.ts';
import { driverOf } from '../../../src/assembler/engines/list.ts';
import {
  CA_BUNDLE,
  CONTAINER,
  planBuild,
  planGiveBack,
  planImages,
  type PlanRequest,
} from '../../../src/assembler/plan.ts';

const REQUEST: PlanRequest = {
  image: 'registry.example/cosa@sha256:0',
  srvDir: '/w/srv',
  configDir: '/w/config',
  scratchDir: '/w/scratch',
  images: ['live-iso', 'commit-tarball'],
  version: undefined,
  overrideRpms: false,
  ownership: { before: '1000:1000' },
  paths: CONTAINER,
  runMode: 'unprivileged',
  kvmDevice: true,
  kvmGroup: undefined,
  kvmDisabled: false,
  fuse: true,
  memoryMiB: undefined,
  engineArgs: [],
};
const ROOTLESS = { userns: 'keep-id:uid=1000,gid=1000', after: '1000:1000' };
const BUILD = {
  id: '9.1',
  ref: 'ovirt/x86_64/node',
  timestamp: '2026-01-01T00:00:00Z',
  commit: 'c'.repeat(64),
};

function commands(request: PlanRequest): string[] {
  return planBuild(request).map(({ container }) => container.command.join(' '));
}

describe('planBuild', () => {
  it('prepares, fetches and composes', () => {
    expect(commands({ ...REQUEST, ownership: ROOTLESS })).toEqual([
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

  it('tells every step of the assembler that there is no KVM', () => {
    const request = { ...REQUEST, kvmDevice: false, kvmDisabled: true };
    for (const { id, container } of [...planBuild(request), ...planImages(request, BUILD, [])]) {
      expect(container.devices).not.toContain('/dev/kvm');
      if (id !== 'own') expect(container.env['COSA_NO_KVM']).toBe('1');
    }
  });

  it('maps the user of a rootless engine to the builder', () => {
    const [init] = planBuild({ ...REQUEST, ownership: ROOTLESS });
    expect(init?.container.userns).toBe('keep-id:uid=1000,gid=1000');
  });
});

describe('the network of a step', () => {
  const network = { passEnv: ['DNF_VAR_password', 'https_proxy'], caBundle: '/w/ca-bundle.pem' };

  it('is handed in by name: no value is in the plan or the argv', () => {
    const fetch = planBuild({ ...REQUEST, network }).find(({ id }) => id === 'fetch');
    if (fetch === undefined) throw new Error('no fetch');
    const argv = containerArgv('podman', fetch.container, { name: 'n', runId: 'r' }, { fixed: [] });
    expect(argv).toEqual(expect.arrayContaining(['--env=DNF_VAR_password', '--env=https_proxy']));
    expect(argv).toContain(`--mount=type=bind,src=/w/ca-bundle.pem,dst=${CA_BUNDLE},ro=true`);
    for (const name of ['SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO'])
      expect(argv).toContain(`--env=${name}=${CA_BUNDLE}`);
  });

  it('without a container has the bundle where it is', () => {
    const paths = { work: '/w/srv', config: '/w/srv/src/config', scratch: '/w/scratch' };
    const here = { ...REQUEST, ownership: {}, configDir: paths.config, paths, caPath: network.caBundle };
    for (const { container } of planBuild({ ...here, network })) {
      expect(container.env['SSL_CERT_FILE']).toBe('/w/ca-bundle.pem');
      expect(container.mounts).toEqual([]);
    }
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
    const hostile = { id: 'x"; rm -rf /', ref: '$(id)', timestamp: '`id`', commit: '$(reboot)' };
    const [tarball] = planImages({ ...REQUEST, images: ['commit-tarball'] }, hostile, []);
    const [flag, script, , ...args] = tarball?.container.command ?? [];
    expect(flag).toBe('-c');
    expect(script).not.toMatch(/rm -rf \/"|\$\(id\)|`id`|reboot/);
    expect(args.slice(0, 3)).toEqual([hostile.id, hostile.ref, hostile.timestamp]);
    expect(args.at(-1)).toBe(hostile.commit);
  });
});

describe('the command of a step', () => {
  const identity = { name: 'n', runId: 'r' };
  const podman = { name: 'podman', program: 'podman', version: '4', rootful: false } as const;
  const docker = { name: 'docker', program: 'docker', version: '28', rootful: true } as const;

  function buildStep(changes: Partial<PlanRequest>): ContainerSpec {
    const build = planBuild({ ...REQUEST, ...changes }).at(-1);
    if (build === undefined) throw new Error('no build step');
    return build.container;
  }

  it('puts every value behind its option or after the image', () => {
    const spec = buildStep({ ownership: ROOTLESS, engineArgs: ['--memory=8g'], memoryMiB: 4096 });
    expect(driverOf(podman).command(podman, spec, identity)).toEqual({
      argv: [
        'podman',
        'run',
        '--rm',
        '--name=n',
        '--label=io.github.ovirt-node-image.run=r',
        '--pull=never',
        '--security-opt=label=disable',
        '--userns=keep-id:uid=1000,gid=1000',
        '--workdir=/srv',
        '--device=/dev/kvm',
        '--device=/dev/fuse',
        '--umask=0022',
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
      ],
    });
  });

  it('is in the words of docker where docker runs it', () => {
    const spec = buildStep({ ownership: driverOf(docker).ownership(docker), kvmGroup: '993' });
    const { argv } = driverOf(docker).command(docker, spec, identity);
    expect(argv.slice(0, 2)).toEqual(['docker', 'run']);
    expect(argv).toContain('--userns=host');
    expect(argv).toContain('--group-add=993');
    expect(argv).toContain('--tmpfs=/tmp:exec');
    expect(argv.join(' ')).not.toMatch(/--umask|keep-id/);
  });

  it("leaves the network to the user's own choice", () => {
    const [own] = planBuild({ ...REQUEST, engineArgs: ['--network=host'] });
    if (own === undefined) throw new Error('no step');
    const networks = (spec: ContainerSpec): string[] =>
      driverOf(docker)
        .command(docker, spec, identity)
        .argv.filter((arg) => arg.startsWith('--net'));
    expect(networks(own.container)).toEqual(['--network=host']);
    expect(networks({ ...own.container, extraArgs: ['--net', 'host'] })).toEqual(['--net']);
    expect(networks({ ...own.container, extraArgs: ['--memory=1g'] })).toEqual(['--network=none']);
  });
});

describe('without a container', () => {
  const paths = { work: '/w/srv', config: '/w/srv/src/config', scratch: '/w/scratch' };
  const request = { ...REQUEST, configDir: paths.config, ownership: {}, paths };
  const host = { name: 'host', program: 'coreos-assembler', version: '', rootful: false } as const;

  it('the steps see everything where it is, and nothing changes owners', () => {
    expect(commands(request)).toEqual(['init --force /dev/null', 'fetch', 'build ostree']);
    for (const { container } of planBuild(request)) {
      expect(container.mounts).toEqual([]);
      expect(container.workdir).toBe('/w/srv');
    }
    expect(planGiveBack(request)).toBeUndefined();
    const [tarball] = planImages({ ...request, images: ['commit-tarball'] }, BUILD, []);
    expect(tarball?.container.command.slice(-3)).toEqual(['/w/srv', 'tmp/oni-commit.tar', BUILD.commit]);
  });

  it('the command is the assembler itself, with a mark to find it by', () => {
    const [, fetch] = planBuild(request);
    if (fetch === undefined) throw new Error('no step');
    const command = driverOf(host).command(host, fetch.container, { name: 'n', runId: 'r' });
    expect(command.argv).toEqual(['setsid', '--wait', 'coreos-assembler', 'fetch']);
    expect(command.cwd).toBe('/w/srv');
    expect(command.env).toMatchObject({ OVIRT_NODE_IMAGE_STEP: 'n', FORCE_UNPRIVILEGED: '1' });
  });
});

describe('planGiveBack', () => {
  it('gives back as root inside, with nothing else', () => {
    const step = planGiveBack({ ...REQUEST, ownership: { after: '1001:127' }, runMode: 'privileged' });
    expect(step?.container).toMatchObject({
      user: '0',
      entrypoint: 'chown',
      command: ['-R', '1001:127', '/srv', '/var/tmp'],
      // It is kept in a state of the job, where nothing of a proxy's password belongs.
      env: {},
      privileged: false,
      network: 'none',
      devices: [],
    });
    expect(step?.container.mounts.map(({ source }) => source)).toEqual(['/w/srv', '/w/scratch']);
  });
});
