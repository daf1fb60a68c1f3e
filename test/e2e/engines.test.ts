import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAction, type ActionOptions, type ActionRun, type JobContainer } from '../lab/action.ts';
import { startDocker, type DockerLab } from '../lab/docker.ts';
import { startJobContainer } from '../lab/job-container.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { signalMain } from '../lab/main-process.ts';
import { must, type MustOptions } from '../lab/must.ts';
import { ensureLabUser, ordinaryEnvironment, rootlessEnvironment, type LabUser } from '../lab/user.ts';
import { expectedCommit, inspectTarball } from './inspect.ts';
import { promisedOutputs, wrongOutputs } from './outputs.ts';
import { filesOfOthers, removeAs } from './owners.ts';

/**
 * Of the first run of each, which uploads them as well; those after it are about what they leave. Disk and live images
 * ask most of a container.
 */
const IMAGES = ['live-iso', 'commit-tarball'];

/** The assembler's user, as whom a job in its container runs. */
const BUILDER: LabUser = { uid: 1000, gid: 1000 };

let lab: Lab;
let user: LabUser;
let docker: DockerLab;
let job: JobContainer & { readonly dir: string; close(): Promise<void> };

/** One engine and user. Everything but the name is known only once the lab is up. */
interface Setup {
  /** What it builds; default: {@link IMAGES}. */
  readonly images?: readonly string[];
  /** Who runs the action, and owns everything afterwards. */
  readonly owner: LabUser;
  readonly options: Pick<ActionOptions, 'env' | 'user' | 'container' | 'umask'>;
  readonly inputs: Readonly<Record<string, string>>;
  readonly dir: string;
  /** What the log says of the choice. */
  readonly chosen: RegExp;
  /** Steps that change owners and are shown as such. */
  readonly owners: readonly string[];
  /** While it builds, its files are somebody's whose files the owner may not touch. */
  readonly handsOver?: boolean;
  readonly digest: RegExp;
  /** How its containers are looked at; undefined where there are none. */
  readonly cli: (MustOptions & { readonly program: 'podman' | 'docker' }) | undefined;
}

const SETUPS: Readonly<Record<string, () => Promise<Setup>>> = {
  'podman, rootless': async () => {
    const rootless = await rootlessEnvironment(lab.dir, user, lab.env['CONTAINERS_REGISTRIES_CONF'] ?? '');
    return {
      owner: user,
      options: { env: { ...lab.env, ...rootless }, user },
      inputs: { engine: 'auto' },
      dir: await lab.runDir('engine-podman-rootless'),
      chosen: /engine: auto takes podman, because podman \S+ \(runc\) answers, rootless/,
      owners: [],
      digest: /^sha256:[0-9a-f]{64}$/,
      cli: { program: 'podman', env: rootless, user },
    };
  },
  'docker, by its group': async () => ({
    owner: user,
    // With this umask nothing would be readable for the assembler's user.
    options: {
      env: { ...lab.env, ...docker.env, ...ordinaryEnvironment(), HOME: lab.dir },
      user,
      umask: '0077',
    },
    // The lab's daemon has no bridge.
    inputs: { engine: 'docker', 'engine-args': '--network=host' },
    dir: await lab.runDir('engine-docker'),
    chosen: /engine: docker \S+ answers, its daemon is root's/,
    owners: ['own'],
    handsOver: true,
    digest: /^sha256:[0-9a-f]{64}$/,
    cli: { program: 'docker', env: docker.env },
  }),
  'no container, inside the assembler': async () => ({
    owner: BUILDER,
    // The assembler refuses this umask, and a runner may have it.
    options: { env: lab.artifacts.env, container: job, user: BUILDER, umask: '0000' },
    inputs: { engine: 'auto' },
    // The steps are the same as everywhere, without the container around them.
    images: ['commit-tarball'],
    dir: job.dir,
    chosen: /engine: auto takes host, because this job runs inside an assembler container/,
    owners: [],
    digest: /^commit:0{37}d02$/,
    cli: undefined,
  }),
};

/** Containers of a build, or where there are none its processes, that exist right now. */
async function running({ cli }: Setup): Promise<string[]> {
  if (cli === undefined) return await assemblerProcesses();
  const names = await must([cli.program, 'ps', '--all', '--format={{.Names}}'], cli);
  return names.split('\n').filter((name) => name.startsWith('ovirt-node-image-'));
}

/** Stops the first process of the containers that run, so that they stay, whatever becomes of their other processes. */
async function freeze(setup: Setup): Promise<void> {
  if (setup.cli === undefined) return;
  for (const name of await running(setup)) {
    const pid = await must([setup.cli.program, 'inspect', '--format={{.State.Pid}}', name], setup.cli);
    process.kill(Number(pid), 'SIGSTOP');
  }
}

/** The container's idle program, what lists its processes, and the action itself. */
const NOT_OF_A_STEP = /^(tail -f|sh -c for|tr )|\/dist\/(main|post)\.js/;

/** Command lines of what runs in the container of the job besides the job itself and what looks. */
async function assemblerProcesses(): Promise<string[]> {
  const [program, ...args] = job.exec({});
  const script = 'for p in /proc/[0-9]*; do tr "\\0" " " < $p/cmdline; echo; done 2>/dev/null';
  const listed = await must([program, ...args, 'sh', '-c', script], { env: job.env });
  return listed.split('\n').filter((line) => line.trim() !== '' && !NOT_OF_A_STEP.test(line));
}

/** Does something as soon as the fetch step really runs. */
function whenFetching(setup: Setup, body: () => Promise<void>): (text: string) => void {
  let told = false;
  const wait = async (): Promise<void> => {
    while ((await running(setup)).length === 0) await sleep(100);
    await body();
  };
  return (text) => {
    if (told || !text.includes('::group::Fetch packages')) return;
    told = true;
    void wait();
  };
}

async function start(
  setup: Setup,
  { inputs = {}, ...more }: Partial<ActionOptions> = {},
): Promise<ActionRun> {
  return await runAction(more.state === undefined ? 'main' : 'post', {
    dir: setup.dir,
    inputs: { ...lab.inputs, ...setup.inputs, images: 'commit-tarball', upload: 'false', ...inputs },
    ...setup.options,
    ...more,
  });
}

beforeAll(async () => {
  lab = await startLab();
  user = await ensureLabUser();
  const image = lab.inputs['assembler-image'] ?? '';
  docker = await startDocker(lab.dir, user, image.slice(0, image.indexOf('/')));
  job = await startJobContainer(lab, await lab.runDir('engine-host'));
});

afterAll(async () => {
  await Promise.all([job.close(), docker.close()]);
  await lab.close();
});

// What builds with podman run by root are like is in job.test.ts, how they end in cancel.test.ts.
describe.each(Object.entries(SETUPS))('%s', (_title, makeSetup) => {
  let setup: Setup;
  let good: ActionRun;
  let images: readonly string[];

  beforeAll(async () => {
    setup = await makeSetup();
    images = setup.images ?? IMAGES;
    good = await start(setup, {
      // The engine before has uploaded files of the same names.
      inputs: { images: images.join(' '), upload: 'true', overwrite: 'true' },
    });
  });

  const work = (): string => join(setup.dir, 'temp', 'ovirt-node-image');

  it('builds, says what runs it and why, and leaves nothing running', async () => {
    expect(good.exitCode, good.log.slice(-3000)).toBe(0);
    expect(good.log).toMatch(setup.chosen);
    expect(await running(setup)).toEqual([]);
    const logs = await readdir(join(work(), 'logs'));
    expect(logs.filter((name) => name.startsWith('own'))).toEqual(setup.owners.map((name) => `${name}.log`));
  });

  it('fills every promised output with something true', async () => {
    expect(Object.keys(good.outputs).sort()).toEqual(promisedOutputs(images, true));
    expect(good.outputs['assembler-digest']).toMatch(setup.digest);
    const digest = `sha256:${'0'.repeat(64)}`;
    const known = setup.digest.test(digest) ? {} : { 'assembler-digest': digest };
    expect(await wrongOutputs({ ...good.outputs, ...known }, images, true)).toEqual([]);
  });

  it('uploads the very bytes of its files', async () => {
    for (const name of images) {
      const path = good.outputs[name] ?? '';
      const response = await fetch(lab.artifacts.downloadUrl(basename(path)));
      expect((await readFile(path)).equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
    }
    expect(lab.artifacts.unfinished()).toEqual([]);
  });

  it('makes a sound commit', async () => {
    const { outputs } = good;
    const tree = await inspectTarball(
      outputs['commit-tarball'] ?? '',
      expectedCommit(outputs),
      `${setup.dir}-inspect`,
    );
    expect(await readFile(join(tree, 'usr/lib/os-release'), 'utf8')).toContain('oVirt Node 4.5');
    await rm(`${setup.dir}-inspect`, { recursive: true });
  });

  it('leaves everything to whoever called', async () => {
    expect(await filesOfOthers(work(), setup.owner)).toEqual([]);
    // Twin: one file of somebody else's, deep down, is noticed, and is what keeps the user from removing it all.
    const foreign = join(work(), 'srv', 'cache', 'foreign');
    await mkdir(foreign);
    await writeFile(join(foreign, 'file'), '');
    expect(await filesOfOthers(work(), setup.owner)).toEqual([foreign, join(foreign, 'file')]);
    expect(await removeAs(foreign, setup.owner)).toMatch(/Permission denied/);
    await rm(foreign, { recursive: true });
  });

  it('stops when it is told to, and a second run finds that nothing had changed', async () => {
    const stopped = await start(setup, {
      onOutput: whenFetching(setup, async () => await signalMain(setup.dir, 'SIGINT')),
    });
    expect(stopped.exitCode, stopped.log.slice(-3000)).toBe(130);
    expect(await running(setup)).toEqual([]);
    expect(await filesOfOthers(work(), setup.owner)).toEqual([]);
    const again = await start(setup);
    expect(again.exitCode, again.log.slice(-3000)).toBe(0);
    expect(again.outputs['changed']).toBe('false');
    expect(again.outputs['commit-tarball-sha256']).toBe(good.outputs['commit-tarball-sha256']);
  });

  it('killed outright, post or the next run sees to what is left', async () => {
    const kill = async (): Promise<ActionRun> =>
      await start(setup, {
        onOutput: whenFetching(setup, async () => {
          await freeze(setup);
          await signalMain(setup.dir, 'SIGKILL');
        }),
      });
    const killed = await kill();
    expect(killed.exitCode).not.toBe(0);
    // Twin of the checks above: this is what they would see without a clean-up. A bare process may end by itself,
    // with the pipe it writes to.
    const contained = setup.cli !== undefined;
    if (contained) expect(await running(setup)).toHaveLength(1);
    if (setup.handsOver) expect(await filesOfOthers(work(), setup.owner)).toContain(join(work(), 'srv'));
    const post = await start(setup, { state: killed.state });
    expect(post.exitCode).toBe(0);
    if (contained) expect(post.log).toMatch(/removed 1 container/);
    expect(await running(setup)).toEqual([]);
    expect(await filesOfOthers(work(), setup.owner)).toEqual([]);
    if (setup.handsOver) {
      await kill();
      const next = await start(setup);
      expect(next.exitCode, next.log.slice(-3000)).toBe(0);
      expect(await running(setup)).toEqual([]);
      expect(await filesOfOthers(work(), setup.owner)).toEqual([]);
    }
    expect(await removeAs(work(), setup.owner)).toBe('');
    expect(existsSync(work())).toBe(false);
  });
});
