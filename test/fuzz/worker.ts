import { writeFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { CaseRoom } from './case-room.ts';
import { Random } from './random.ts';
import type { Target } from './target.ts';
import type { Finding, WorkerOrder } from './engine.ts';

/** Memory one case may take on top of what was taken before, in KiB. */
const MEMORY_LIMIT = 768 * 1024;

/** Runs cases one after the other, and says which one it is at. */
async function work(order: WorkerOrder, report: (finding: Finding) => void): Promise<void> {
  const { targets }: { targets: readonly Target[] } = await import(order.module);
  const target = targets.find(({ name }) => name === order.target);
  if (target === undefined) throw new Error(`there is no target ${order.target}`);
  const progress = new Int32Array(order.progress);
  const room = new CaseRoom();
  try {
    for (let run = order.first; run < order.end && Date.now() < order.deadline; run += 1) {
      Atomics.store(progress, 0, run);
      const input = target.generate(new Random(order.seed, target.name, run));
      const before = process.resourceUsage().maxRSS;
      const problem = await tryCase(target, input, room.dir);
      const grown = process.resourceUsage().maxRSS - before;
      const escaped = room.inspect();
      if (problem !== undefined) report({ run, kind: 'crash', message: problem });
      if (escaped !== undefined) report({ run, kind: 'escape', message: `written outside: ${escaped}` });
      if (grown > MEMORY_LIMIT) report({ run, kind: 'memory', message: `took ${grown >> 10} MiB` });
      if (order.keep !== undefined) writeFileSync(order.keep, input);
      Atomics.store(progress, 0, run + 1);
    }
  } finally {
    room.remove();
  }
}

/** @returns what was thrown that is not the reader's own, with the line it came from. */
async function tryCase(target: Target, input: Buffer, dir: string): Promise<string | undefined> {
  try {
    await target.run(input, dir);
    return undefined;
  } catch (error) {
    if (target.refuses(error)) return undefined;
    const [first = '', ...lines] = (
      error instanceof Error ? (error.stack ?? error.message) : String(error)
    ).split('\n');
    return [first.slice(0, 300), ...lines.slice(0, 3)].join('\n');
  }
}

function isOrder(data: unknown): data is WorkerOrder {
  return typeof data === 'object' && data !== null && 'progress' in data;
}

const data: unknown = workerData;
if (isOrder(data)) await work(data, (finding) => parentPort?.postMessage(finding));
