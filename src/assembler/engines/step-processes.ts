import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../process/run.ts';
import type { Identity } from '../engine.ts';

/** Variable that every process of a step carries; its value is the step's name. What a label is to a container. */
export const STEP_MARK = 'OVIRT_NODE_IMAGE_STEP';

/**
 * What lets a program that is started on this machine itself be found and ended by post when this process was killed.
 * It has to be in a session of its own: with a marked process, all of its session is ended.
 */
export function markedBy(identity: Identity | undefined): {
  env: Record<string, string>;
  ownSession: boolean;
} {
  return identity === undefined
    ? { env: {}, ownSession: false }
    : { env: { [STEP_MARK]: identity.name }, ownSession: true };
}

/** A running process, as the kernel lists it. */
export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Value of {@link STEP_MARK}; undefined without it, and where another user's environment cannot be read. */
  readonly step: string | undefined;
}

/**
 * Ends the processes of a step and waits until they are gone.
 *
 * @param patienceMs how long they have between being asked and being made to; 0 = made to at once.
 * @returns how many there were.
 */
export async function endProcesses(isOurs: (step: string) => boolean, patienceMs: number): Promise<number> {
  // Gathered over time: a child whose parent ended is nobody's descendant any more.
  const known = new Set<number>();
  const look = async (): Promise<number[]> => {
    const all = await listProcesses();
    for (const pid of belonging(all, isOurs, known)) known.add(pid);
    return all.filter(({ pid }) => known.has(pid)).map(({ pid }) => pid);
  };
  let running = await look();
  const count = running.length;
  if (running.length > 0 && patienceMs > 0) {
    await signalAll(running, 'SIGTERM');
    const end = performance.now() + patienceMs;
    while (running.length > 0 && performance.now() < end) {
      await sleep(100);
      running = await look();
    }
  }
  for (let round = 0; running.length > 0 && round < 20; round += 1) {
    await signalAll(running, 'SIGKILL');
    await sleep(100);
    running = await look();
  }
  return count;
}

/**
 * Processes of a step: those with its mark, what shares a session with them, and what descends from them. The mark
 * alone would miss what sudo starts, whose environment is cleared.
 *
 * @param known processes found to belong earlier.
 */
export function belonging(
  all: readonly ProcessFacts[],
  isOurs: (step: string) => boolean,
  known: ReadonlySet<number> = new Set(),
): Set<number> {
  const marked = all.filter(({ pid, step }) => known.has(pid) || (step !== undefined && isOurs(step)));
  const sessions = new Set(marked.map(({ session }) => session));
  const found = new Set(marked.map(({ pid }) => pid));
  for (const { pid, session } of all) if (sessions.has(session)) found.add(pid);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return found;
}

/** All processes there are, zombies left out: nobody can end them but their parent. */
async function listProcesses(): Promise<ProcessFacts[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const listed = await Promise.all(names.map(async (name) => await readProcess(Number(name))));
  return listed.filter((facts) => facts !== undefined);
}

async function readProcess(pid: number): Promise<ProcessFacts | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field, the program's name, may hold blanks and brackets itself; it ends with the last bracket.
  const [state, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || state === 'Z' || session === undefined) return undefined;
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  const mark = environ.split('\0').find((entry) => entry.startsWith(`${STEP_MARK}=`));
  return {
    pid,
    parent: Number(parent),
    session: Number(session),
    step: mark?.slice(STEP_MARK.length + 1),
  };
}

async function signalAll(pids: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const refused: number[] = [];
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EPERM') refused.push(pid);
    }
  }
  if (refused.length === 0) return;
  // What the assembler ran through sudo is root's; its user may use sudo, and without it there is nothing to be done.
  // The shell's own kill: not every image has the program.
  const script = 'kill -s "$0" "$@"';
  await run(['sudo', '-n', 'sh', '-c', script, signal.slice(3), ...refused.map(String)]).catch(
    () => undefined,
  );
}
