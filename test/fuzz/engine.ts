import { Worker } from 'node:worker_threads';

/** What a case did that no case may. */
export interface Finding {
  readonly run: number;
  readonly kind: 'crash' | 'escape' | 'memory' | 'hang';
  readonly message: string;
}

/** What a worker is told. */
export interface WorkerOrder {
  /** URL of a module that exports `targets`. */
  readonly module: string;
  readonly target: string;
  readonly seed: string;
  readonly first: number;
  /** The first run that is not done. */
  readonly end: number;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** One 32-bit number: the run it is at. */
  readonly progress: SharedArrayBuffer;
  /** File each case is written to, for looking at one. */
  readonly keep?: string;
}

/** Options of {@link fuzz}. */
export interface FuzzOptions extends Omit<WorkerOrder, 'progress' | 'deadline' | 'end'> {
  readonly runs: number;
  readonly seconds: number;
  /** A case that takes longer hangs; far beyond what any takes, so that a slow machine finds nothing. */
  readonly caseSeconds: number;
}

/** How a target came through. */
export interface FuzzResult {
  readonly runs: number;
  readonly seconds: number;
  readonly findings: readonly Finding[];
}

/** Different findings of one target after which it is left alone. */
const ENOUGH = 5;
const POLL_MS = 100;
const HEAP_MB = 1024;

/**
 * Gives a reader case after case, in a thread of its own so that one that never ends, or takes all memory, ends only
 * the thread. After that it goes on with the next case.
 */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { first, runs, seconds, caseSeconds, ...rest } = options;
  const started = Date.now();
  const end = first + runs;
  const deadline = started + seconds * 1000;
  const found = new Map<string, Finding>();
  let next = first;
  while (next < end && Date.now() < deadline && found.size < ENOUGH) {
    const order = { ...rest, first: next, end, deadline, progress: new SharedArrayBuffer(4) };
    const outcome = await runWorker(order, caseSeconds, (finding) => {
      const same = `${finding.kind} ${finding.message.replaceAll(/[0-9]+/g, '#')}`;
      if (!found.has(same)) found.set(same, finding);
      return found.size < ENOUGH;
    });
    next = outcome;
  }
  return { runs: next - first, seconds: (Date.now() - started) / 1000, findings: [...found.values()] };
}

/** @returns the run to go on with. */
async function runWorker(
  order: WorkerOrder,
  caseSeconds: number,
  report: (finding: Finding) => boolean,
): Promise<number> {
  const progress = new Int32Array(order.progress);
  Atomics.store(progress, 0, order.first);
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  let run = order.first;
  let since = Date.now();
  let over: number | undefined;
  const stop = (finding: Finding): void => {
    over = finding.run + 1;
    report(finding);
    void worker.terminate();
  };
  const watch = setInterval(() => {
    const now = Atomics.load(progress, 0);
    if (now !== run) {
      run = now;
      since = Date.now();
    } else if (Date.now() - since > caseSeconds * 1000 && over === undefined) {
      stop({ run, kind: 'hang', message: `took more than ${caseSeconds} s` });
    }
  }, POLL_MS);
  worker.on('message', (finding: Finding) => {
    if (!report(finding)) void worker.terminate();
  });
  worker.on('error', (error: Error) => {
    const kind = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash';
    stop({ run: Atomics.load(progress, 0), kind, message: `outside of the case: ${error.message}` });
  });
  await new Promise((resolve) => {
    worker.once('exit', resolve);
  });
  clearInterval(watch);
  return over ?? Atomics.load(progress, 0);
}
