// npm run bench [part …] [--rounds N]: prints a table and writes .lab/bench/results.json. The sides of every ratio are
// measured in turns. N is for the whole job, whose turns take a minute or two each.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isObject } from '../../src/json.ts';
import { ROOT } from '../lab/action.ts';
import { checkRepos } from './check-repos.ts';
import { coldStart } from './cold-start.ts';
import { lintManyFiles, lintReal } from './lint.ts';
import { met, type Row } from './measure.ts';
import { nightsInTurns } from './nights.ts';
import { uploadMemory, uploadSpeed } from './upload.ts';
import { wholeRun } from './whole-run.ts';

const dir = join(ROOT, '.lab', 'bench');
const file = join(dir, 'results.json');
const PARTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  'cold-start': async () => await coldStart(join(dir, 'cold-start')),
  lint: async () => await lintReal(join(dir, 'lint')),
  files: async () => await lintManyFiles(join(dir, 'files')),
  repos: async () => await checkRepos(join(dir, 'repos')),
  upload: async () => await uploadSpeed(join(dir, 'upload')),
  memory: async () => await uploadMemory(join(dir, 'memory')),
  whole: async () => await wholeRun(rounds),
  nights: async () => await nightsInTurns(rounds),
};

const { values, positionals: asked } = parseArgs({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`bench: --rounds: found ${values.rounds}, expected a whole number from 1`);
  process.exit(2);
}
const unknown = asked.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`bench: found ${unknown.join(', ')}, expected parts of: ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
await mkdir(dir, { recursive: true });
const results = await earlier();
let missed = 0;
for (const [name, run] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const load = [loadavg()[0] ?? 0];
  const rows = await run();
  load.push(loadavg()[0] ?? 0);
  results[name] = { machine: machine(), load, rows };
  console.log(`\n${name} (load ${load.map((value) => value.toFixed(1)).join(' to ')})`);
  for (const row of rows) console.log(`  ${line(row)}`);
  missed += rows.filter((row) => met(row) === false).length;
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
}
console.log(`\n${machineText()}; ${missed} aims missed; ${file}`);

/** Parts that are not measured now keep what was measured before. */
async function earlier(): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  const value: unknown = JSON.parse(text);
  return isObject(value) ? { ...value } : {};
}

function line(row: Row): string {
  const digits = row.unit === 'ms' || row.unit === 'MB' ? 0 : 2;
  const aim =
    row.aim === undefined
      ? ''
      : `   aim: ${'most' in row.aim ? `${row.aim.most} or less` : `${row.aim.least} or more`}, ${met(row) === true ? 'met' : 'MISSED'}`;
  return `${row.what.padEnd(46)} ${row.value.toFixed(digits).padStart(8)} ${row.unit.padEnd(5)}${aim}`;
}

function machine(): Readonly<Record<string, string | number>> {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
  };
}

function machineText(): string {
  return Object.entries(machine())
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}
