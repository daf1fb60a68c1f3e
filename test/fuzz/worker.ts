import { writeFileSync, writeSync } from 'node:fs';
import { CaseRoom } from './case-room.ts';
import { isOrder, REPORT_FD, type Finding, type WorkerOrder } from './order.ts';
import { MemoryPeak } from './memory-peak.ts';
import { Random } from './random.ts';
import { isTarget, type Target } from './target.ts';

/** Says something at once: what a case does to this process afterwards must not take it back. */
function report(what: number | Finding): void {
  writeSync(REPORT_FD, `${JSON.stringify(what)}\n`);
}

/** Runs cases one after the other, and says which one it is at. */
async function work(order: WorkerOrder): Promise<void> {
  const target = findTarget(await import(order.module), order.target);
  const room = new CaseRoom(order.dir);
  const memory = new MemoryPeak();
  for (let run = order.first; run < order.end && Date.now() < order.deadline; run += 1) {
    report(run);
    const input = target.generate(new Random(order.seed, target.name, run));
    if (order.keep !== undefined) writeFileSync(order.keep, input);
    const problem = await tryCase(target, input, room.dir);
    const grown = memory.grown();
    const escaped = room.inspect();
    if (problem !== undefined) report({ run, kind: 'crash', message: problem });
    if (escaped !== undefined) report({ run, kind: 'escape', message: `written outside: ${escaped}` });
    if (grown > order.caseMegabytes) report({ run, kind: 'memory', message: `took ${grown} MiB` });
    if (run + 1 === order.end) report(order.end);
  }
  memory.close();
}

function findTarget(module: unknown, name: string): Target {
  const list = typeof module === 'object' && module !== null && 'targets' in module ? module.targets : [];
  const target = Array.isArray(list) ? list.filter(isTarget).find((one) => one.name === name) : undefined;
  if (target === undefined) throw new Error(`there is no target ${name}`);
  return target;
}

/** @returns what was thrown that is not the reader's own, with the lines it came from. */
async function tryCase(target: Target, input: Buffer, dir: string): Promise<string | undefined> {
  try {
    await target.run(input, dir);
    return undefined;
  } catch (error) {
    if (target.refuses(error)) return undefined;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const [first = '', ...lines] = text.split('\n');
    return [first.slice(0, 300), ...lines.slice(0, 3)].join('\n');
  }
}

const order: unknown = JSON.parse(process.argv[2] ?? 'null');
if (!isOrder(order)) throw new Error('started without an order');
await work(order);
