import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { diagnose } from '../../../../src/assembler/failures/diagnose.ts';
import type { Signature } from '../../../../src/assembler/failures/signature.ts';
import { StepError } from '../../../../src/assembler/failures/step-error.ts';
import { SIGNATURES } from '../../../../src/assembler/failures/table.ts';
import { runSteps } from '../../../../src/assembler/run-steps.ts';
import { stream } from '../../../../src/process/stream.ts';
import { MemoryLog } from '../../../support/memory-log.ts';
import { ROOT } from '../../action.ts';
import { labEnvironment } from '../../engine.ts';
import { hostAddress } from '../../host.ts';
import { must } from '../../must.ts';
import { startFileServer, type FileServer } from '../../repos/server.ts';
import { ensureAssemblerImage } from '../image.ts';
import { startRefusingRegistry } from './refusing-registry.ts';
import { ensureFaultyRepositories } from './repos.ts';
import { edit, failureIn, makeRoom, repoText, roomAt, runnerIn, stepOf, type Room } from './room.ts';
import { CAUSED_ELSEWHERE, ROWS, useRepository } from './rows.ts';
import { startUntrustedServer } from './untrusted-server.ts';

const labDir = join(ROOT, '.lab');
const runs = join(labDir, 'runs', 'failures');
let registry: { readonly location: string; close(): Promise<void> };
let files: FileServer;
/** What the refusing registry says to whom, and the signature of the engine's words for it. */
const OF_A_PULL = [
  ['closed', 'registry-unauthorized'],
  ['denied', 'registry-unauthorized'],
  ['limited', 'registry-rate-limit'],
  ['empty', 'image-unknown'],
] as const;
/** Signatures of what mirrors do now and then. */
const PASSING = new Set(['repository-unreachable']);
/** Directory of the repositories. */
let served = '';
let first: Room;

beforeAll(async () => {
  const host = hostAddress();
  registry = await startRefusingRegistry(host);
  // Three rows at once on the engine's bridge: one's end took the bridge away under another's start, whose requests then
  // timed out. What fails here shall be what the row is about.
  const env = await labEnvironment(labDir, [registry.location], 'host');
  Object.assign(process.env, env);
  const image = await ensureAssemblerImage({ labDir, env });
  const { root, key } = await ensureFaultyRepositories(labDir);
  files = await startFileServer(root, host, (path) => {
    const status = /^\/status-(\d+)\//.exec(path)?.[1];
    return status === undefined ? undefined : Number(status);
  });
  served = root;
  await rm(runs, { recursive: true, force: true });
  first = await makeRoom(join(runs, 'first'), image, files.url, basename(key.path));
});

afterAll(async () => {
  await Promise.all([registry.close(), files.close()]);
  await rm(runs, { recursive: true, force: true });
});

/** A copy of the first room, which nothing is wrong with. */
async function freshRoom(): Promise<Room> {
  const dir = join(runs, `room-${Math.random().toString(36).slice(2, 8)}`);
  await must(['cp', '--archive', '--reflink=auto', first.dir, dir]);
  return roomAt(dir, first.request.image, first.url);
}

describe('what the assembler of the lab dies of is recognized', () => {
  it.concurrent.each(ROWS)('$id: $title', async ({ id, line, cause }) => {
    const room = await freshRoom();
    const steps = await cause(room);
    const pauses = PASSING.has(id) ? [] : [10, 20];
    const { failure, ran } = await failureIn(room, steps, pauses);
    await rm(room.dir, { recursive: true });
    expect(failure.line).toMatch(line);
    expect(failure.signature).toBe(id);
    expect(failure.cause).toBeDefined();
    // What a mirror does now and then is tried again, below; nothing else is, however often it might be.
    expect(ran).toBe(steps.length);
  });

  it.concurrent('no-space: a full disk, with what fills it', async () => {
    const dir = join(runs, 'full');
    await mkdir(dir, { recursive: true });
    await must(['mount', '-t', 'tmpfs', '-o', 'size=64m', 'oni-lab-full', dir]);
    try {
      await must(['cp', '--archive', `${first.dir}/.`, dir]);
      const room = roomAt(dir, first.request.image, first.url);
      await mkdir(join(dir, 'images'));
      await must(['dd', 'if=/dev/zero', `of=${join(dir, 'images', 'filler')}`, 'bs=4k', 'status=none']).catch(
        () => undefined,
      );
      const { failure } = await failureIn(room, [stepOf(room, 'fetch')]);
      expect(failure.signature).toBe('no-space');
      expect(failure.details[0]).toMatch(
        new RegExp(`^largest folders of ${dir}: images \\d+\\.\\d MiB, srv/`),
      );
      expect(failure.details[1]).toMatch(new RegExp(`^free: ${dir}: 0 B, /var/tmp: \\d+\\.\\d \\wiB$`));
      expect(new StepError(failure).message).toContain(failure.details[0]);
    } finally {
      await must(['umount', dir]);
    }
  });

  it.concurrent('repository-untrusted: a server whose certificate nobody in the container knows', async () => {
    const room = await freshRoom();
    const server = await startUntrustedServer(join(room.dir, 'authority'), hostAddress());
    await useRepository(room, 'strange', `${server.url}/good`);
    const { failure, ran } = await failureIn(room, [stepOf(room, 'fetch')], [10, 20]);
    await Promise.all([server.close(), rm(room.dir, { recursive: true })]);
    expect(failure.line).toMatch(/cannot update repo 'strange': .*Curl error \(60\)/);
    expect(failure.signature).toBe('repository-untrusted');
    expect(ran).toBe(1);
  });

  // The words of the engine of the lab: no step of a classic build pulls anything inside the container.
  it.concurrent.each(OF_A_PULL)('of a pull: the registry says %s', async (name, id) => {
    const { exitCode, tail } = await stream(
      ['podman', 'pull', '--quiet', `${registry.location}/${name}/coreos-assembler:latest`],
      { log: new MemoryLog(), logFile: '/dev/null', title: 'pull' },
    );
    expect(exitCode).not.toBe(0);
    expect({ tail, id: diagnose(tail).signature?.id }).toEqual({ tail, id });
  });

  it('and the table calls caused what is caused here, and nothing else', () => {
    const caused = new Set<string>([...ROWS.map(({ id }) => id), ...CAUSED_ELSEWHERE]);
    const claimed = (how: Signature['tried']): string[] =>
      SIGNATURES.filter(({ tried }) => tried === how).map(({ id }) => id);
    expect(claimed('lab').sort()).toEqual([...caused].sort());
    expect(claimed('engine').sort()).toEqual([...new Set(OF_A_PULL.map(([, id]) => id))].sort());
  });

  // That its build goes well is what the first room was made by.
  it.concurrent('twin: a room nothing is wrong with does not fail', async () => {
    const room = await freshRoom();
    await expect(failureIn(room, [stepOf(room, 'fetch')])).rejects.toThrow('the steps went well');
    await rm(room.dir, { recursive: true });
  });
});

describe('fetch', () => {
  /** Adds a repository of a server that answers 503 as long as `ill` says. */
  async function useFlaky(room: Room, ill: () => boolean): Promise<FileServer> {
    const server = await startFileServer(served, hostAddress(), () => (ill() ? 503 : undefined));
    const text = repoText({
      name: 'flaky',
      url: `${server.url}/good`,
      key: `${room.url}/RPM-GPG-KEY-oni-lab`,
    });
    await writeFile(join(room.request.configDir, 'flaky.repo'), text);
    await edit(room, 'manifest.yaml', '  - good\n', '  - good\n  - flaky\n');
    return server;
  }

  it.concurrent('is tried again when a mirror fails for a while, and the build goes on', async () => {
    const room = await freshRoom();
    // How often one run asks is up to the solver: the mirror is well again once a run has failed.
    let ill = true;
    const server = await useFlaky(room, () => ill);
    const log = new MemoryLog();
    vi.spyOn(log, 'warning').mockImplementation((message) => {
      ill = false;
      log.said.push({ kind: 'warning', message });
    });
    const runner = runnerIn(room, log);
    await runSteps(runner, [stepOf(room, 'fetch'), stepOf(room, 'build', { version: '9.2' })], [100, 200]);
    const attempts = runner.timings.filter(({ title }) => title.includes('fetch')).length;
    expect(attempts).toBe(2);
    expect(log.of('warning')).toHaveLength(1);
    expect(log.of('warning')[0]).toMatch(
      /^fetch failed and is tried again in 0\.1 s \(attempt 2 of 3\): error: .*'flaky'.*Status code: 503/,
    );
    expect(runner.timings.at(-1)?.title).toContain('build');
    await Promise.all([server.close(), rm(room.dir, { recursive: true })]);
  });

  it.concurrent('is given up after three attempts', async () => {
    const room = await freshRoom();
    const server = await useFlaky(room, () => true);
    const runner = runnerIn(room);
    await expect(runSteps(runner, [stepOf(room, 'fetch')], [10, 20])).rejects.toThrow(/Status code: 503/);
    expect(runner.timings).toHaveLength(3);
    await Promise.all([server.close(), rm(room.dir, { recursive: true })]);
  });
});
