// README command 2: every check there is. Each part says what it ran; the first that fails ends it. The last line
// counts the tests, those skipped because something is missing on this machine as well.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attempt, bootstrap, toolEnv } from './bootstrap.js';
import { add, closingLine, countsOfReport, NONE } from './test-counts.js';

const node = bootstrap();
const env = toolEnv();
const reports = mkdtempSync(join(tmpdir(), 'oni-reports-'));

/** A part that runs tests; `project` is a script of package.json too. */
function tests(title, project) {
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return { title, argv: ['npm', 'run', '--silent', project, '--', ...reporters], report };
}

const parts = [
  { title: 'format', argv: ['npm', 'run', '--silent', 'format'] },
  { title: 'lint', argv: ['npm', 'run', '--silent', 'lint'] },
  { title: 'types', argv: ['npm', 'run', '--silent', 'types'] },
  tests('unit tests', 'unit'),
  { title: 'fuzz', argv: ['npm', 'run', '--silent', 'fuzz'] },
  { title: 'dist is a fresh build', argv: [node, 'scripts/check-dist.js'] },
  tests('lab tests', 'lab'),
  tests('end-to-end tests', 'e2e'),
];

const started = Date.now();
let counts = NONE;
let failed;
for (const { title, argv, report } of parts) {
  console.log(`\n=== ${title}`);
  const { problem, seconds } = attempt(argv, { env });
  if (report !== undefined) counts = add(counts, countsOfReport(report));
  console.log(`=== ${title}: ${problem ?? 'ok'}, ${seconds.toFixed(1)} s`);
  if (problem !== undefined) {
    failed = title;
    break;
  }
}
rmSync(reports, { recursive: true });
const seconds = ((Date.now() - started) / 1000).toFixed(0);
console.log(
  `\n${failed === undefined ? `all ${parts.length} parts passed` : `failed: ${failed}`}, ${seconds} s`,
);
console.log(closingLine(counts));
process.exit(failed === undefined ? 0 : 1);
