// Writes verified.json from what a run of the action left: which assembler it was, how each step ended, and which rows
// of docs/verified.md that has shown. Needs nothing but Node: `node scripts/verified-json.ts LOG_DIR OUT_FILE`, with
// the action's outputs as JSON in the environment variable OUTPUTS.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifiedJson } from '../src/docs/verified-json.ts';

const [logDir, outFile] = process.argv.slice(2);
if (logDir === undefined || outFile === undefined) {
  console.error('usage: node scripts/verified-json.ts LOG_DIR OUT_FILE');
  process.exit(2);
}
const read = (name: string): string =>
  existsSync(join(logDir, name)) ? readFileSync(join(logDir, name), 'utf8') : '';
const report = verifiedJson({
  root: join(import.meta.dirname, '..'),
  probe: read('probe.json'),
  steps: read('steps.jsonl'),
  outputs: process.env['OUTPUTS'] ?? '{}',
  run: process.env['RUN_URL'] ?? '',
});
writeFileSync(outFile, `${JSON.stringify(report, null, 2)}\n`);
console.log(`${outFile}: ${report.facts.filter(({ observed }) => observed === true).length} facts shown`);
