import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz } from './engine.ts';
import type { Finding } from './order.ts';
import { targets } from './targets.ts';

const USAGE = `npm run fuzz -- [options]
  --seconds N   for all targets together (60 unless runs are given)
  --runs N      cases per target
  --seed WORD   cases of an earlier run; printed by each
  --target NAME one of ${targets.map(({ name }) => name).join(', ')}
  --run N       one case only
  --save DIR    where found cases go (.lab/fuzz)`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    runs: { type: 'string' },
    seed: { type: 'string' },
    target: { type: 'string' },
    run: { type: 'string' },
    save: { type: 'string', default: join('.lab', 'fuzz') },
    help: { type: 'boolean', default: false },
  },
});

function number(name: 'seconds' | 'runs' | 'run', otherwise: number): number {
  const text = values[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) usage(`--${name}: found ${text}, expected a whole number`);
  return value;
}

function usage(problem: string): never {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

// What is left to be cleared away is, when the process ends by itself.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0) usage(`--target: there is no ${values.target ?? ''}`);
if (values.run !== undefined && chosen.length !== 1) usage('--run: say which --target');
const first = number('run', 0);
const runs = values.run === undefined ? number('runs', Number.MAX_SAFE_INTEGER) : 1;
const seconds = number('seconds', values.runs === undefined && values.run === undefined ? 60 : 24 * 60 * 60);
const seed = values.seed ?? String(Date.now() % 1_000_000_007);
const module = new URL('targets.ts', import.meta.url).href;
const common = { module, seed, enough: 5, caseSeconds: 30, caseMegabytes: 768, heapMegabytes: 1024 };
let found = 0;
console.log(`seed ${seed}`);
for (const [index, { name }] of chosen.entries()) {
  const result = await fuzz({ ...common, target: name, first, runs, seconds: seconds / chosen.length });
  const each = Math.round(result.runs / Math.max(result.seconds, 0.001));
  console.log(
    `${name}: ${result.runs} runs in ${result.seconds.toFixed(1)} s (${each} per second), ${result.findings.length} findings`,
  );
  for (const finding of result.findings) await show(name, finding);
  found += result.findings.length;
  if (result.runs === 0) usage(`${name} (${index + 1} of ${chosen.length}): no time for a single run`);
}
process.exitCode = found === 0 ? 0 : 1;

/** Prints how to have a case again, and writes it down. */
async function show(target: string, { run, kind, message }: Finding): Promise<void> {
  mkdirSync(values.save, { recursive: true });
  const keep = join(values.save, `${target}-${seed}-${run}.bin`);
  rmSync(keep, { force: true });
  console.log(`FOUND ${target}: ${kind}: ${message}`);
  console.log(`  again: npm run fuzz -- --target ${target} --seed ${seed} --run ${run}`);
  await fuzz({ ...common, target, first: run, runs: 1, seconds: 3600, keep });
  console.log(`  saved: ${keep}`);
}
