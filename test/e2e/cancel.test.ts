import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { hostAddress } from '../lab/host.ts';
import { startLab, type Lab } from '../lab/lab.ts';
import { must } from '../lab/must.ts';
import { LAB_DIR } from '../lab/rooms.ts';
import { expectedCommit, inspectTarball } from './inspect.ts';

let lab: Lab;
let dir: string;
let mountsBefore: string[];
let halfPullsBefore: string[];
/** A server that takes every connection and never answers. */
let silent: { url: string; server: Server; sockets: Set<Socket> };

beforeAll(async () => {
  lab = await startLab();
  dir = await lab.runDir('cancel-everywhere');
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.listen(0, hostAddress(), () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
  silent = { url: `http://${hostAddress()}:${port}`, server, sockets };
  mountsBefore = await labMounts();
  halfPullsBefore = await halfPulls();
});

/** `host:port` of {@link silent}. */
function silentRegistry(): string {
  return silent.url.replace('http://', '');
}

afterAll(async () => {
  for (const socket of silent.sockets) socket.destroy();
  silent.server.close();
  await lab.close();
});

/** Mount points below the lab, which containers of a build would leave. */
async function labMounts(): Promise<string[]> {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  return mounts
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${LAB_DIR}/`))
    .sort();
}

/** Where an engine that is told nothing else keeps a pull until it has all of it. */
async function halfPulls(): Promise<string[]> {
  return (await readdir('/var/tmp')).filter((name) => name.startsWith('storage'));
}

/** An emulator, which boots an ISO outside of any container. */
const MACHINE = /^\S*qemu-system-\w+ /;

/** What copies images on this machine itself. */
const COPY = /^\S*(?:podman pull|skopeo) /;

/** A name of our containers. */
const CONTAINER = /ovirt-node-image-[0-9a-f]{8}-/;

/** Command lines of everything that runs on this machine. */
async function commandLines(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return await Promise.all(
    ids.map(async (id) => {
      const text = await readFile(join('/proc', id, 'cmdline'), 'utf8').catch(() => '');
      return text.replaceAll('\0', ' ');
    }),
  );
}

/** What a run that was ended must not leave. */
async function leftovers(): Promise<string[]> {
  const work = join(dir, 'temp', 'ovirt-node-image');
  const found: string[] = [];
  const files = await readdir(work, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const isLock = parentPath === work && name.startsWith('.lock');
    const isTemporary = ['scratch', 'pull'].some((room) => parentPath.startsWith(join(work, room)));
    if (isLock || /\.building$|^oni-commit|\.json\.lock/.test(name) || isTemporary) found.push(path);
  }
  found.push(...(await halfPulls()).filter((path) => !halfPullsBefore.includes(path)));
  found.push(
    ...(await commandLines()).filter(
      (line) =>
        (CONTAINER.test(line) && line.includes(`${LAB_DIR}/`)) ||
        (MACHINE.test(line) && line.includes(dir)) ||
        (COPY.test(line) &&
          [dir, silentRegistry(), lab.inputs['assembler-image'] ?? ''].some((part) => line.includes(part))),
    ),
  );
  return [
    ...found,
    ...(await lab.containers()),
    ...(await labMounts()).filter((path) => !mountsBefore.includes(path)),
  ];
}

/** Runs the action until its log says `mark` and `ready` has settled, then sends it the signal. */
async function endAt(
  mark: string,
  signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL',
  inputs: Readonly<Record<string, string>> = {},
  // Into the middle of it: the container starts after its group was opened.
  ready: () => Promise<unknown> = async () => await sleep(400),
): Promise<ActionRun & { readonly seconds: number }> {
  const seen = Promise.withResolvers<boolean>();
  let text = '';
  let sent = 0;
  const run = await runAction('main', {
    dir,
    inputs: { ...lab.inputs, images: 'live-iso commit-tarball', ...inputs },
    env: lab.env,
    onStart: (child) => {
      void (async () => {
        child.once('exit', () => seen.resolve(false));
        if (!(await seen.promise)) return;
        await ready();
        sent = Date.now();
        child.kill(signal);
      })();
    },
    onOutput: (piece) => {
      text += piece;
      if (text.includes(mark)) seen.resolve(true);
    },
  });
  expect(sent, `the log never said ${mark}:\n${run.log.slice(-2000)}`).toBeGreaterThan(0);
  return { ...run, seconds: (Date.now() - sent) / 1000 };
}

const PULL = '::group::Pull the assembler';

/** Where a run is ended: what its log says there, and inputs that make it stay there. */
interface Point {
  readonly point: string;
  readonly mark: string;
  readonly inputs?: () => Promise<Record<string, string>> | Record<string, string>;
}

/** The two of them are one program of the assembler: one is cancelled, the other killed. */
const DISK_IMAGES = {
  metal: '::group::Make the disk image (metal)',
  metal4k: '::group::Make the disk image with 4k sectors (metal4k)',
} as const;

const POINTS: readonly Point[] = [
  {
    point: 'pulling',
    mark: PULL,
    inputs: async () => {
      await must(['podman', 'rmi', '--force', '--ignore', lab.inputs['assembler-image'] ?? ''], {
        env: lab.env,
      });
      return {};
    },
  },
  {
    point: 'a registry that does not answer',
    mark: PULL,
    inputs: () => ({ 'assembler-image': `${silentRegistry()}/cosa:x` }),
  },
  {
    point: 'cloning',
    mark: PULL,
    inputs: () => ({ 'base-config': `${silent.url}/base.git`, 'base-config-ref': 'a'.repeat(40) }),
  },
  {
    point: 'fetching the release rpm',
    mark: PULL,
    inputs: () => ({ 'ovirt-release': `${silent.url}/release.rpm` }),
  },
  { point: 'own', mark: '::group::Hand the work directory' },
  { point: 'init', mark: '::group::Prepare the work directory' },
  { point: 'fetch', mark: '::group::Fetch packages' },
  { point: 'build', mark: '::group::Compose the commit' },
  {
    point: 'packing',
    mark: '::group::Pack the commit tarball',
    inputs: () => ({ images: 'commit-tarball' }),
  },
];

/** Those after the images, which are there by then: getting there takes little. */
const LATE_POINTS: readonly Point[] = [
  { point: 'boot', mark: '::group::Boot the ISO', inputs: () => ({ verify: 'boot' }) },
  {
    point: 'pushing',
    mark: '::group::Push',
    inputs: () => ({ images: 'oci-archive', upload: 'false', push: `${silentRegistry()}/node:nightly` }),
  },
  {
    point: 'uploading',
    mark: '::group::Upload',
    inputs: () => {
      // Only a signal ends an upload that stands still: the client's own patience is longer than the test's.
      lab.artifacts.faults.plan('block', { kind: 'stall' }, 100);
      return { images: 'commit-tarball' };
    },
  },
];

/** Cancels a run at a point, and looks at how it ends. */
async function cancelAt(mark: string, inputs: Readonly<Record<string, string>> = {}): Promise<void> {
  const cancelled = await endAt(mark, 'SIGINT', inputs);
  // A step may be over before the signal comes; what counts then is the next.
  expect(cancelled.exitCode, cancelled.log.slice(-2000)).toBe(130);
  expect(cancelled.log.match(/^::error::.*/gm)).toEqual([
    '::error::cancelled by SIGINT; what had not been uploaded whole is no artifact',
  ]);
  expect(cancelled.seconds).toBeLessThan(30);
  expect(Object.keys(cancelled.outputs)).toEqual([]);
}

/** Kills a run at a point, and lets its post step see to what is left. */
async function killAt(mark: string, inputs: Readonly<Record<string, string>> = {}): Promise<void> {
  const killed = await endAt(mark, 'SIGKILL', inputs);
  expect(killed.exitCode).toBeNull();
  const post = await runAction('post', { dir, inputs: {}, env: lab.env, state: killed.state });
  expect(post.exitCode, post.log).toBe(0);
}

/** Ends a run at a point in both ways: neither may make an artifact. @returns what each leaves behind */
async function endBothWays({ mark, inputs }: Point): Promise<string[][]> {
  const uploaded = lab.artifacts.list().length;
  await cancelAt(mark, await inputs?.());
  const cancelled = await leftovers();
  await killAt(mark, await inputs?.());
  expect(lab.artifacts.list()).toHaveLength(uploaded);
  return [cancelled, await leftovers()];
}

/** The assembler's mark that it makes the live ISO. */
async function liveIsMade(): Promise<void> {
  const builds = join(dir, 'temp', 'ovirt-node-image', 'srv', 'builds');
  for (;;) {
    const names = await readdir(builds, { recursive: true }).catch(() => []);
    if (names.some((name) => name.endsWith('/.live.building'))) return;
    await sleep(50);
  }
}

describe('a run that is ended', () => {
  it.each(POINTS)('while $point: cancelled or killed, it leaves nothing behind', async (point) => {
    expect(await endBothWays(point)).toEqual([[], []]);
  });

  it('while disk images are made: cancelled or killed, it leaves nothing behind', async () => {
    await cancelAt(DISK_IMAGES.metal);
    expect(await leftovers()).toEqual([]);
    await killAt(DISK_IMAGES.metal4k);
    expect(await leftovers()).toEqual([]);
  });

  it('without its post step: the next run removes what it left, and works', async () => {
    const killed = await endAt('::group::Make the live ISO', 'SIGKILL', {}, liveIsMade);
    expect(killed.exitCode).toBeNull();
    // The assembler holds it for a moment only, which no kill meets for sure. It waits for whoever holds it.
    await writeFile(join(dir, 'temp', 'ovirt-node-image', 'srv', 'builds', '.builds.json.lock'), '');
    // This is what there is to remove.
    expect((await leftovers()).join('\n')).toMatch(/\.live\.building$/m);
    const next = await runAction('main', {
      dir,
      inputs: { ...lab.inputs, images: 'live-iso commit-tarball', upload: 'false' },
      env: lab.env,
    });
    expect(next.exitCode, next.log.slice(-3000)).toBe(0);
    expect(await leftovers()).toEqual([]);
    const { outputs } = next;
    await inspectTarball(outputs['commit-tarball'] ?? '', expectedCommit(outputs), join(dir, 'inspect'));
  });

  it.each(LATE_POINTS)('while $point: cancelled or killed, it leaves nothing behind', async (point) => {
    expect(await endBothWays(point)).toEqual([[], []]);
  });
});
