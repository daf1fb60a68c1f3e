import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StepError, type StepFailure } from '../../../../src/assembler/failures/step-error.ts';
import { driverOf } from '../../../../src/assembler/engines/list.ts';
import { planBuild, planImages, type PlanRequest, type Step } from '../../../../src/assembler/plan.ts';
import type { StepRunner } from '../../../../src/assembler/run-step.ts';
import { runSteps } from '../../../../src/assembler/run-steps.ts';
import { Cancellation } from '../../../../src/process/cancellation.ts';
import { MemoryLog } from '../../../support/memory-log.ts';
import { must } from '../../must.ts';
import { ENGINE, planRequest } from '../plan-request.ts';

/** Version of the build every room starts with. */
export const VERSION = '9.1';

/** A work directory of its own, in which something can be broken and a step be run. */
export interface Room {
  readonly dir: string;
  /** The plan's request over this directory; a row may alter a copy. */
  readonly request: PlanRequest;
  /** `http://host:port` of the repositories. */
  readonly url: string;
}

/** A room over a directory that is there. */
export function roomAt(dir: string, image: string, url: string): Room {
  return {
    dir,
    url,
    request: planRequest({
      image,
      srvDir: join(dir, 'srv'),
      configDir: join(dir, 'config'),
      scratchDir: join(dir, 'scratch'),
      images: ['live-iso'],
      version: VERSION,
      ownership: driverOf(ENGINE).ownership(ENGINE),
    }),
  };
}

/** Makes the first room: a small configuration, and what init, fetch and build make of it. */
export async function makeRoom(dir: string, image: string, url: string, key: string): Promise<Room> {
  const room = roomAt(dir, image, url);
  const { srvDir, scratchDir, configDir } = room.request;
  for (const path of [srvDir, scratchDir, configDir, join(dir, 'logs')])
    await mkdir(path, { recursive: true });
  const files = {
    'manifest.yaml': MANIFEST,
    'image.yaml': 'size: 8\n',
    'platforms.yaml': 'x86_64: {}\n',
    'live/isolinux/isolinux.cfg': 'default linux\n',
    'overlay.d/05lab/usr/share/lab/overlay': 'overlay\n',
    'good.repo': repoText({ name: 'good', url: `${url}/good`, key: `${url}/${key}` }),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(configDir, path)), { recursive: true });
    await writeFile(join(configDir, path), text);
  }
  await git(configDir, 'init', '--quiet');
  await git(configDir, 'add', '--all');
  await git(configDir, 'commit', '--quiet', '--message', 'Configuration');
  await runSteps(runnerIn(room), planBuild(room.request));
  return room;
}

const MANIFEST = `ref: lab/x86_64/failures
metadata:
  name: lab
automatic-version-prefix: "9"
repos:
  - good
packages:
  - lab-kernel
  - lab-system
ostree-layers:
  - overlay/05lab
`;

/** Text of a .repo file. */
export function repoText(repo: { name: string; url: string; key: string; more?: string }): string {
  return `[${repo.name}]\nname=${repo.name}\nbaseurl=${repo.url}\ngpgcheck=1\ngpgkey=${repo.key}\n${repo.more ?? ''}`;
}

export async function git(dir: string, ...args: string[]): Promise<void> {
  const identity = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  const names = ['-c', 'user.name=lab', '-c', 'user.email=lab@lab.invalid', '-c', 'safe.directory=*'];
  await must(['git', ...names, '-C', dir, ...args], { env: identity });
}

/** What runs the steps of a room; the log remembers. */
export function runnerIn(room: Room, log = new MemoryLog()): StepRunner {
  return {
    engine: ENGINE,
    log,
    logDir: join(room.dir, 'logs'),
    runId: `failures-${Math.random().toString(36).slice(2, 8)}`,
    cancellation: new Cancellation(log),
    timings: [],
    workDir: room.dir,
  };
}

/**
 * Runs steps of which the last one has to fail.
 *
 * @param pauses before each further attempt of a fetch that may be tried again, in ms.
 * @returns the failure, and how many steps ran, each attempt counted.
 */
export async function failureIn(
  room: Room,
  steps: readonly Step[],
  pauses: readonly number[] = [],
): Promise<{ readonly failure: StepFailure; readonly ran: number }> {
  const runner = runnerIn(room);
  try {
    await runSteps(runner, steps, pauses);
  } catch (error) {
    if (error instanceof StepError) return { failure: error.failure, ran: runner.timings.length };
    throw error;
  }
  throw new Error('the steps went well');
}

/** A step of the real plan, after `change` of what it depends on. */
export function stepOf(room: Room, id: Step['id'], change: Partial<PlanRequest> = {}): Step {
  const request = { ...room.request, ...change };
  const build = { id: VERSION, ref: undefined, timestamp: '2024-10-01T00:00:00Z', commit: '0'.repeat(64) };
  const step = [...planBuild(request), ...planImages(request, build, [])].find((entry) => entry.id === id);
  if (step === undefined) throw new Error(`the plan has no step ${id}`);
  return step;
}

/** The same step with other words behind the image's name. */
export function withCommand(step: Step, ...command: string[]): Step {
  return { ...step, container: { ...step.container, command } };
}

/** Replaces text in a file of the room's configuration; text that is not there is a mistake of the test. */
export async function edit(room: Room, path: string, from: string | RegExp, to: string): Promise<void> {
  const file = join(room.request.configDir, path);
  const text = await readFile(file, 'utf8');
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${path} has no ${String(from)}`);
  await writeFile(file, edited);
}

/** Adds a package to the manifest. */
export async function addPackages(room: Room, ...names: string[]): Promise<void> {
  await edit(
    room,
    'manifest.yaml',
    '  - lab-system\n',
    ['  - lab-system\n', ...names.map((name) => `  - ${name}\n`)].join(''),
  );
}

export async function remove(room: Room, path: string): Promise<void> {
  await rm(join(room.request.configDir, path), { recursive: true });
}
