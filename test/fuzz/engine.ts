import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { isFinding, type Finding, type WorkerOrder } from './order.ts';

/** Options of {@link fuzz}. */
export interface FuzzOptions extends Omit<WorkerOrder, 'deadline' | 'end' | 'dir'>, CaseLimits {
  readonly runs: number;
  readonly seconds: number;
  /** Different findings after which a target is left alone. */
  readonly enough: number;
}

/** What ends the process a case is in. */
interface CaseLimits {
  /** A case that takes longer hangs; far beyond what any takes, so that a slow machine finds nothing. */
  readonly caseSeconds: number;
  /** Of the heap. */
  readonly heapMegabytes: number;
}

/** How a target came through. */
export interface FuzzResult {
  readonly runs: number;
  readonly seconds: number;
  readonly findings: readonly Finding[];
}

const POLL_MS = 200;
/** Cases write and remove files all the time: in memory where there is a place for that. */
const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const START_MS = 60_000;

/**
 * Gives a reader case after case, in a process of its own: one that never ends or takes all memory ends only that.
 * After it, the next case is gone on with.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { first, runs, seconds, enough, caseSeconds, heapMegabytes, ...rest } = options;
  const started = Date.now();
  const end = first + runs;
  const deadline = started + seconds * 1000;
  const found = new Map<string, Finding>();
  let next = first;
  while (next < end && Date.now() < deadline && found.size < enough) {
    const dir = mkdtempSync(join(BASE, 'oni-fuzz-'));
    const remove = (): void => rmSync(dir, { recursive: true, force: true });
    process.once('exit', remove);
    try {
      next = await runCases(
        { ...rest, first: next, end, deadline, dir },
        { caseSeconds, heapMegabytes },
        (finding) => {
          const same = `${finding.kind} ${finding.message.replaceAll(/[0-9]+/g, '#')}`;
          if (!found.has(same)) found.set(same, finding);
          return found.size < enough;
        },
      );
    } finally {
      process.removeListener('exit', remove);
      remove();
    }
  }
  return { runs: next - first, seconds: (Date.now() - started) / 1000, findings: [...found.values()] };
}

/** @returns the run to go on with. */
async function runCases(
  order: WorkerOrder,
  { caseSeconds, heapMegabytes }: CaseLimits,
  report: (finding: Finding) => boolean,
): Promise<number> {
  const program = fileURLToPath(new URL('worker.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMegabytes}`, program, JSON.stringify(order)],
    { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  let run = order.first;
  // Before its first case the process has to start, which is no fault of a case.
  let since = Date.now() + START_MS;
  let words = '';
  let ended: Finding['kind'] | 'enough' | undefined;
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4000);
  });
  const [, , , channel] = child.stdio;
  if (!(channel instanceof Readable)) throw new Error('the process has no channel');
  const lines = createInterface({ input: channel });
  lines.on('line', (line) => {
    const said: unknown = JSON.parse(line);
    if (typeof said === 'number') {
      run = said;
      since = Date.now();
    } else if (isFinding(said) && !report(said)) {
      ended = 'enough';
      kill();
    }
  });
  const watch = setInterval(() => {
    if (Date.now() - since <= caseSeconds * 1000 || ended !== undefined) return;
    ended = 'hang';
    kill();
  }, POLL_MS);
  const closed = new Promise<void>((resolve) => {
    lines.once('close', resolve);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  await closed;
  clearInterval(watch);
  process.removeListener('exit', kill);
  if (ended === 'enough') return run + 1;
  if (ended === 'hang') {
    report({ run, kind: 'hang', message: `took more than ${caseSeconds} s` });
  } else if (code === 0) {
    return run === order.end ? run : run + 1;
  } else {
    const kind = words.includes('heap out of memory') ? 'memory' : 'crash';
    const line = words.split('\n').find((one) => /Error|FATAL/.test(one));
    report({ run, kind, message: line ?? words.slice(-300) });
  }
  return run + 1;
}
