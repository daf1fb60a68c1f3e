import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';

/** A held work directory. */
export interface WorkDirLock {
  /** Run id of a build that held it and is gone, whose containers may still run. */
  readonly abandoned: string | undefined;
  release(): Promise<void>;
}

/** Who holds a lock: a process id alone is used again by the kernel, with the start time it is not. */
interface Holder {
  readonly pid: number;
  /** Clock ticks after boot, field 22 of /proc/<pid>/stat; 0 where there is no /proc. */
  readonly started: number;
  /** By which the containers of its build are found. */
  readonly runId: string;
}

/**
 * Takes the work directory for this process, so that two builds never write into one. A lock whose process is gone
 * is taken over: a killed build must not need a hand to clean up.
 *
 * @throws UserError when another build holds it.
 */
export async function lockWorkDir(workDir: string, runId: string): Promise<WorkDirLock> {
  await mkdir(workDir, { recursive: true });
  const file = join(workDir, '.lock');
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) ?? 0, runId };
  const own = `${file}.${mine.pid}`;
  await writeFile(own, JSON.stringify(mine));
  try {
    return await take(workDir, file, own);
  } finally {
    await rm(own, { force: true });
  }
}

async function take(workDir: string, file: string, own: string): Promise<WorkDirLock> {
  let abandoned: string | undefined;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      // A hard link fails where something is, and what it makes is whole at once: nobody sees half a lock.
      await link(own, file);
      return {
        abandoned,
        release: async () => {
          await rm(file, { force: true });
        },
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = await readHolder(file);
    if (holder !== undefined && startOf(holder.pid) === holder.started) {
      throw new UserError(
        `work-dir: ${workDir} is used by another build right now (process ${holder.pid}); ` +
          'wait for it, or give this one another work-dir',
      );
    }
    abandoned = holder?.runId ?? abandoned;
    await rm(file, { force: true });
  }
  throw new UserError(`work-dir: ${workDir} could not be locked: other builds keep taking ${file}`);
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const found = /^\{"pid":(\d+),"started":(\d+),"runId":"([\w-]*)"\}$/.exec(text);
  return found === null
    ? undefined
    : { pid: Number(found[1]), started: Number(found[2]), runId: found[3] ?? '' };
}

/** @returns undefined when there is no such process. */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name, may hold blanks and brackets itself; it ends with the last bracket.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return undefined;
  }
}
