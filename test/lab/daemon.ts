import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a service of the lab is known to be there. */
export interface DaemonOptions {
  /** File for all it prints. */
  readonly log: string;
  /** Where it is reached, for the error. */
  readonly location: string;
  /** True once it answers. */
  readonly answers: () => Promise<boolean>;
  /** How long it may take until then. */
  readonly seconds: number;
}

/**
 * Starts a program that serves, and waits until it answers.
 *
 * @throws Error that names its log, when it ends before it answers or never does.
 * @returns what stops it.
 */
export async function startDaemon(
  argv: readonly [string, ...string[]],
  { log, location, answers, seconds }: DaemonOptions,
): Promise<() => Promise<void>> {
  const [program, ...args] = argv;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = createWriteStream(log);
  child.stdout.pipe(output, { end: false });
  child.stderr.pipe(output, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    output.end();
  };
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    if (await answers()) return close;
    if (child.exitCode !== null) break;
    await sleep(100);
  }
  await close();
  throw new Error(`${program} does not answer at ${location}; see ${log}`);
}

/**
 * Ends a daemon that a test run which was killed has left: it would answer the next one, with settings of its own.
 *
 * @param pidFile file the daemon writes its process id into.
 * @throws Error when it does not end within ten seconds.
 */
export async function endEarlier(program: string, pidFile: string): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => '0'));
  const runs = async (): Promise<boolean> =>
    pid > 0 && (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim() === program;
  // Ids are used again: what runs under it now may be another program.
  if (!(await runs())) return;
  process.kill(pid, 'SIGTERM');
  for (let tries = 0; tries < 100; tries += 1) {
    if (!(await runs())) return;
    await sleep(100);
  }
  throw new Error(`${program} of an earlier run (process ${pid}) does not end`);
}
