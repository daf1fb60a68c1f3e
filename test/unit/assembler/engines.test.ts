import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineDriver, FoundEngine } from '../../../src/assembler/engine.ts';
import { docker, dockerDigest, readDockerInfo } from '../../../src/assembler/engines/docker.ts';
import { findHost, hostCommand, presentAssembler } from '../../../src/assembler/engines/host.ts';
import { memberOf } from '../../../src/assembler/engines/info.ts';
import { KNOWN_BAD, warningsFor, type EngineVersions } from '../../../src/assembler/engines/known-bad.ts';
import { DRIVERS, driverOf, findEngine } from '../../../src/assembler/engines/list.ts';
import { podman, readPodmanInfo } from '../../../src/assembler/engines/podman.ts';
import { atLeast } from '../../../src/assembler/engines/version.ts';
import { UserError } from '../../../src/errors.ts';
import { ENGINES } from '../../../src/inputs/choices.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

/** The parts of `podman info --format=json` that are read. */
function podmanInfo(changes: {
  version?: string;
  rootless?: boolean;
  runtime?: string;
  runtimeVersion?: string;
  ids?: number;
  fuseOverlayfs?: string;
}): object {
  const { version = '4.9.3', rootless = true, runtime = 'crun', ids = 65_536 } = changes;
  return {
    host: {
      security: { rootless },
      ociRuntime: {
        name: runtime,
        version: `${runtime} version ${changes.runtimeVersion ?? '1.14.4'}\ncommit: x`,
      },
      idMappings: { uidmap: [{ container_id: 0, host_id: 1001, size: 1 }, { size: ids }] },
    },
    store: {
      graphRoot: '/var/home/me/storage',
      graphOptions:
        changes.fuseOverlayfs === undefined
          ? {}
          : {
              'overlay.mount_program': {
                Version: `fusermount3 version: 3.14.0\nfuse-overlayfs: version ${changes.fuseOverlayfs}\nFUSE library 3.14`,
              },
            },
    },
    version: { Version: version },
  };
}

describe('podman', () => {
  it('is rootless or not by its own word', () => {
    expect(readPodmanInfo(podmanInfo({}))).toEqual({
      engine: {
        name: 'podman',
        program: 'podman',
        version: '4.9.3',
        rootful: false,
        runtime: 'crun',
        store: '/var/home/me/storage',
      },
      found: 'podman 4.9.3 (crun) answers, rootless',
      warnings: [],
    });
    const { engine, found } = readPodmanInfo(podmanInfo({ rootless: false, runtime: 'runc' }));
    expect(engine.rootful).toBe(true);
    expect(found).toBe('podman 4.9.3 (runc) answers, run by root');
  });

  it('too old for keep-id with ids is refused rootless, and does as root', () => {
    expect(() => readPodmanInfo(podmanInfo({ version: '4.2.1' }))).toThrow(
      /^podman 4\.2\.1 is too old to run rootless: .* came with 4\.3\. Install a newer one, run as root/,
    );
    expect(readPodmanInfo(podmanInfo({ version: '4.3.0' })).engine.version).toBe('4.3.0');
    expect(readPodmanInfo(podmanInfo({ version: '3.4.4', rootless: false })).engine.rootful).toBe(true);
  });

  it('without subordinate ids is refused, with the command that gives them', () => {
    expect(() => readPodmanInfo(podmanInfo({ ids: 0 }))).toThrow(/usermod --add-subuids/);
    expect(() => readPodmanInfo(podmanInfo({ ids: 0, rootless: false }))).not.toThrow();
  });

  it('that says nothing sensible is refused', () => {
    for (const answer of [null, 7, {}, { version: 4 }])
      expect(() => readPodmanInfo(answer)).toThrow('`podman info` names no version');
  });

  it('keeps the files with the caller, or hands them to the builder', () => {
    const base = { name: 'podman', program: 'podman', version: '5' } as const;
    expect(podman.ownership({ ...base, rootful: false })).toEqual({
      userns: 'keep-id:uid=1000,gid=1000',
      after: '1000:1000',
    });
    expect(podman.ownership({ ...base, rootful: true })).toEqual({ before: '1000:1000' });
    expect(podman.deviceAccess({ ...base, rootful: true })).toBe('builder');
    expect(podman.deviceAccess({ ...base, rootful: false, runtime: 'crun' })).toBe('caller-with-groups');
    expect(podman.deviceAccess({ ...base, rootful: false, runtime: 'runc' })).toBe('caller-without-groups');
  });
});

describe('docker', () => {
  const info = {
    ServerVersion: '28.0.4',
    DefaultRuntime: 'runc',
    DockerRootDir: '/var/lib/docker',
    SecurityOptions: ['name=seccomp,profile=x'],
  };

  it('has a daemon of root, or a rootless one', () => {
    expect(readDockerInfo(info).found).toBe("docker 28.0.4 answers, its daemon is root's");
    const { engine } = readDockerInfo({ ...info, SecurityOptions: ['name=seccomp', 'name=rootless'] });
    expect(engine).toMatchObject({ rootful: false, store: '/var/lib/docker' });
    expect(docker.ownership(engine)).toMatchObject({ before: '1000:1000', after: '0:0' });
    expect(docker.deviceAccess(engine)).toBe('stranger');
  });

  it.each<[unknown, string]>([
    [
      { ...info, ServerErrors: ['Cannot connect', 'Is it running?'] },
      'its daemon: Cannot connect; Is it running?',
    ],
    [{}, 'its daemon names no version'],
    [{ ...info, ServerVersion: '19.03.15' }, 'docker 19.03.15 is too old'],
    [{ host: { buildahVersion: '1.28.2' } }, 'the program `docker` is podman here; use engine: podman'],
  ])('is refused for %j', (answer, message) => {
    expect(() => readDockerInfo(answer)).toThrow(message);
  });

  it('gives the work directory back to whoever called, unless that is root', () => {
    const [uid, gid] = [process.getuid?.(), process.getgid?.()];
    const { after } = docker.ownership({ name: 'docker', program: 'docker', version: '28', rootful: true });
    expect(after).toBe(uid === 0 ? undefined : `${uid}:${gid}`);
  });

  it('takes logins from a file of the name it looks for, and says so of another', () => {
    expect(docker.loginEnv('/run/logins/config.json')).toEqual({ DOCKER_CONFIG: '/run/logins' });
    expect(() => docker.loginEnv('/run/auth.json')).toThrow(
      /^registry-auth-file: found \/run\/auth\.json; docker reads .* config\.json/,
    );
    expect(podman.loginEnv('/run/auth.json')).toEqual({ REGISTRY_AUTH_FILE: '/run/auth.json' });
  });

  it('names an image by the digest of the place it was asked from', () => {
    const [one, two] = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`);
    const id = `sha256:${'f'.repeat(64)}`;
    const digests = [`quay.io/other/cosa@${one}`, `quay.io/c/cosa@${two}`];
    expect(dockerDigest('quay.io/c/cosa:v1', id, digests)).toEqual({
      digest: two,
      pinned: `quay.io/c/cosa@${two}`,
    });
    expect(dockerDigest('docker.io/library/cosa', id, [`cosa@${one}`])).toEqual({
      digest: one,
      pinned: `docker.io/library/cosa@${one}`,
    });
    expect(dockerDigest('localhost/cosa:v1', id, digests)).toEqual({ digest: id, pinned: undefined });
  });
});

describe('host', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';

  async function container(containerenv?: string): Promise<string> {
    const root = await tempDir();
    await mkdir(join(root, 'usr/lib/coreos-assembler'), { recursive: true });
    await mkdir(join(root, 'cosa'));
    await mkdir(join(root, 'run'));
    await writeFile(join(root, 'usr/lib/coreos-assembler/cmd-build'), '');
    await writeFile(join(root, 'cosa/coreos-assembler-git.json'), JSON.stringify({ git: { commit } }));
    if (containerenv !== undefined) await writeFile(join(root, 'run/.containerenv'), containerenv);
    return root;
  }

  it('is what it is inside an assembler container, and refused elsewhere', async () => {
    expect(await findHost(await container())).toMatchObject({
      engine: { name: 'host', program: 'coreos-assembler', version: commit },
      found: `this job runs inside an assembler container (commit ${commit})`,
    });
    await expect(findHost(await tempDir())).rejects.toThrow(
      'there is no /usr/lib/coreos-assembler/cmd-build. Name the image in `container:` of the job',
    );
  });

  it('knows its image by what podman left in the container, else by its commit', async () => {
    const id = 'a'.repeat(64);
    const told = `engine="podman-4.9.3"\nname="x"\nimage="quay.io/c/cosa:v1"\nimageid="${id}"\nrootless=1\n`;
    expect(await presentAssembler(await container(told))).toEqual({
      reference: 'quay.io/c/cosa:v1',
      digest: `sha256:${id}`,
      pinned: undefined,
      seconds: 0,
    });
    expect(await presentAssembler(await container(''))).toMatchObject({ digest: `commit:${commit}` });
    expect(await presentAssembler(await tempDir())).toMatchObject({ digest: 'commit:unknown' });
  });

  it("hands a step the container's environment and nothing of the runner's", () => {
    const spec = {
      image: '',
      command: ['fetch'],
      env: { FORCE_UNPRIVILEGED: '1' },
      mounts: [],
      devices: [],
      privileged: false,
      extraArgs: [],
      workdir: '/w/srv',
    };
    const inherited = {
      PATH: '/usr/bin',
      HTTPS_PROXY: 'http://proxy.example',
      ACTIONS_RUNTIME_TOKEN: 'secret',
      GITHUB_TOKEN: 'secret',
      INPUT_CONFIG: '.',
      STATE_runId: 'x',
      RUNNER_TEMP: '/t',
      GIT_DIR: '/elsewhere',
      NODE_OPTIONS: '--inspect',
      COREOS_ASSEMBLER_REMOTE_SESSION: 'x',
      GONE: undefined,
    };
    expect(hostCommand(spec, 'name', inherited)).toEqual({
      argv: ['setsid', '--wait', 'coreos-assembler', 'fetch'],
      env: {
        PATH: '/usr/bin',
        HTTPS_PROXY: 'http://proxy.example',
        FORCE_UNPRIVILEGED: '1',
        OVIRT_NODE_IMAGE_STEP: 'name',
      },
      cwd: '/w/srv',
    });
    expect(hostCommand({ ...spec, entrypoint: 'sh' }, 'name', {}).argv.slice(2)).toEqual(['sh', 'fetch']);
    const { argv } = hostCommand({ ...spec, entrypoint: 'chown', user: '0' }, 'name', {});
    expect(argv.slice(2, 4)).toEqual(['sh', '-c']);
    expect(argv.slice(4)).toEqual([expect.stringContaining('exec sudo -n "$@"'), 'sudo', 'chown', 'fetch']);
  });
});

describe('the choice of an engine', () => {
  const engine = { name: 'docker', program: 'docker', version: '28', rootful: true } as const;
  const works: FoundEngine = { engine, found: 'docker 28 answers', warnings: ['is old'] };

  function drivers(answers: Readonly<Record<string, FoundEngine | Error>>): EngineDriver[] {
    return DRIVERS.map((driver) => ({
      ...driver,
      find: async () => {
        const answer = answers[driver.name] ?? new UserError(`no ${driver.name}`);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    }));
  }

  it('auto takes the first that works, and says why it and not the others', async () => {
    const log = new MemoryLog();
    expect(await findEngine('auto', log, drivers({ docker: works }))).toBe(engine);
    expect(log.of('info')).toEqual([
      'engine: not host: no host',
      'engine: not podman: no podman',
      'engine: auto takes docker, because docker 28 answers',
    ]);
    expect(log.of('warning')).toEqual(['engine: is old']);
  });

  it('auto that finds none lists what each said', async () => {
    await expect(findEngine('auto', new MemoryLog(), drivers({}))).rejects.toThrow(
      'engine: none of the engines works here:\n  - host: no host\n  - podman: no podman\n  - docker: no docker',
    );
  });

  it('one that is asked for is taken or refused, and no other looked at', async () => {
    const log = new MemoryLog();
    const podmanWorks = { ...works, engine: { ...engine, name: 'podman' as const } };
    expect(await findEngine('docker', log, drivers({ docker: works, podman: podmanWorks }))).toBe(engine);
    expect(log.of('info')).toEqual(['engine: docker 28 answers']);
    await expect(findEngine('podman', log, drivers({ docker: works }))).rejects.toThrow(
      'engine: podman: no podman',
    );
  });

  it('does not hide a bug behind the next engine', async () => {
    const bug = new TypeError('x is not a function');
    await expect(findEngine('auto', new MemoryLog(), drivers({ host: bug, docker: works }))).rejects.toBe(
      bug,
    );
  });

  it('knows every name the input takes', () => {
    expect(['auto', ...DRIVERS.map(({ name }) => name)].sort()).toEqual([...ENGINES].sort());
    for (const driver of DRIVERS) expect(driverOf(driver)).toBe(driver);
  });
});

describe('known-bad versions', () => {
  const fine: EngineVersions = {
    name: 'podman',
    version: '4.9.3',
    runtime: 'crun',
    runtimeVersion: '1.14.1',
    fuseOverlayfs: '1.13',
  };

  it.each<[Partial<EngineVersions>, string]>([
    [{ version: '5.8.4', runtimeVersion: '1.28' }, 'issues/14604'],
    [{ version: '5.7.0', runtimeVersion: '1.14.1' }, 'issues/14473'],
    [{ fuseOverlayfs: '1.16' }, 'issues/14597'],
    [{ fuseOverlayfs: '1.16-1' }, 'issues/14597'],
  ])('%j is warned about with its source', (changes, source) => {
    const warnings = warningsFor({ ...fine, ...changes });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(source);
  });

  it.each<Partial<EngineVersions>>([
    {},
    { version: '5.8.40', runtimeVersion: '1.28' },
    { version: '5.8.5', runtimeVersion: '1.14.3' },
    { version: '5.8.5', runtime: 'runc', runtimeVersion: '1.1.5' },
    { version: '5.8.5', runtimeVersion: '' },
    { fuseOverlayfs: '1.17' },
    { name: 'docker', version: '5.8.4', runtimeVersion: '' },
  ])('%j is not', (changes) => {
    expect(warningsFor({ ...fine, ...changes })).toEqual([]);
  });

  it('are read out of the answer of podman', () => {
    const bad = podmanInfo({ version: '5.8.4', runtimeVersion: '1.14.1', fuseOverlayfs: '1.16' });
    expect(readPodmanInfo(bad).warnings).toHaveLength(KNOWN_BAD.length);
  });
});

describe('atLeast', () => {
  it.each<[string, number[], boolean]>([
    ['4.10.1', [4, 9], true],
    ['4.3', [4, 3], true],
    ['4.3.1', [4, 3], true],
    ['4.2.9', [4, 3], false],
    ['5.0.0-rc2', [5], true],
    ['20.10.24+dfsg1', [20, 10, 24], true],
    ['4', [4, 0, 1], false],
    ['unknown', [1], false],
  ])('%s ≥ %j: %s', (version, least, expected) => {
    expect(atLeast(version, least)).toBe(expected);
  });
});

describe('memberOf', () => {
  it('follows own members only', () => {
    expect(memberOf({ a: { 'b.c': 1 } }, 'a', 'b.c')).toBe(1);
    expect(memberOf({}, 'toString')).toBeUndefined();
    expect(memberOf(null, 'a')).toBeUndefined();
  });
});
