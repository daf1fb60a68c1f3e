import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { must } from './must.ts';

/**
 * Helpers that programs of the lab leave on purpose, as the kernel names them: gpg's agent of each key ring, and the
 * process that holds the user namespace of a rootless podman.
 */
const HELPERS = new Set(['gpg-agent', 'podman pause', 'catatonit']);

/** A process that has lost the one that started it. */
interface Orphan {
  readonly pid: number;
  readonly program: string;
}

/**
 * Ends what programs of the lab left running and mounted below a directory: helpers that were to be used again.
 * Everything else is told and not touched, for it is a fault of a test or of the product.
 *
 * @param dir absolute; nothing outside of it is looked at.
 * @returns what is left all the same, a line each; empty when nothing is.
 */
export async function endLeftovers(dir: string): Promise<string[]> {
  for (const { pid, program } of await orphansOf(dir)) {
    if (HELPERS.has(program)) signal(pid);
  }
  // Innermost first: an outer one is busy until then.
  for (const mount of (await mountsBelow(dir)).toReversed())
    await must(['umount', mount]).catch(() => undefined);
  for (let tries = 0; tries < 50; tries += 1) {
    if ((await orphansOf(dir)).every(({ program }) => !HELPERS.has(program))) break;
    await sleep(100);
  }
  return [
    ...(await orphansOf(dir)).map(({ pid, program }) => `process ${pid} (${program})`),
    ...(await mountsBelow(dir)).map((path) => `mount ${path}`),
  ];
}

/**
 * Ends them, and fails the run when something is left.
 *
 * @throws Error that names it.
 */
export async function tellLeftovers(dir: string): Promise<void> {
  const left = await endLeftovers(dir);
  if (left.length > 0) throw new Error(`the tests left behind:\n${left.join('\n')}`);
}

/** Processes without a parent whose arguments or environment name something below the directory. */
async function orphansOf(dir: string): Promise<Orphan[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found: Orphan[] = [];
  for (const pid of pids) {
    // A process can end between two looks at it.
    const [stat, args, env] = await Promise.all(
      ['stat', 'cmdline', 'environ'].map(
        async (file) => await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => ''),
      ),
    );
    // The name stands in parentheses and may hold any character, the parent is the second word after it.
    const [, program = '', parent = ''] = /^\d+ \((.*)\) \S (\d+) /s.exec(stat ?? '') ?? [];
    if (parent === '1' && `${args}\0${env}`.includes(`${dir}/`)) found.push({ pid, program });
  }
  return found;
}

/** Mount points below the directory, as they were mounted. */
async function mountsBelow(dir: string): Promise<string[]> {
  const lines = (await readFile('/proc/self/mounts', 'utf8')).split('\n');
  return lines
    .map((line) => (line.split(' ')[1] ?? '').replaceAll('\\040', ' '))
    .filter((path) => path.startsWith(`${dir}/`));
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
