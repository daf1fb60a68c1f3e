// README command 2: every check there is. Each part says what it ran; a stage with a part that fails is the last one.
// The last line counts the tests, those skipped because something is missing on this machine as well.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, ROOT, toolEnv } from './bootstrap.js';
import { runLanes } from './lanes.js';
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

/** A part that is a script of package.json. */
function script(title, name) {
  return { title, argv: ['npm', 'run', '--silent', name] };
}

/**
 * One stage after the other, each with lanes that go side by side. What fails soonest comes first. Tests that share
 * a lab are in one lane; they wait for containers much of the time, which leaves room for the others.
 */
const image = { title: 'image and repositories of the lab', argv: [node, 'test/lab/prepare.ts'] };
const stages = [
  [[script('format', 'format'), script('lint', 'lint'), script('types', 'types')]],
  [
    [image, tests('lab tests', 'lab'), tests('end-to-end tests', 'e2e')],
    [
      tests('lab tests without an engine', 'lab-services'),
      { ...tests('end-to-end tests with a lab of their own', 'e2e-beside'), after: image.title },
    ],
    [
      tests('unit tests', 'unit'),
      { title: 'dist is a fresh build', argv: [node, 'scripts/check-dist.js'] },
      script('fuzz', 'fuzz'),
      { ...tests('end-to-end tests of nights and of what is refused', 'e2e-nights'), after: image.title },
    ],
  ],
];

const started = Date.now();
let counts = NONE;
let passed = 0;
let failed = [];
for (const lanes of stages) {
  const ran = await runLanes(lanes, { cwd: ROOT, env }, (text) => process.stdout.write(text));
  for (const { part } of ran)
    if (part.report !== undefined) counts = add(counts, countsOfReport(part.report));
  failed = ran.filter(({ problem }) => problem !== undefined).map(({ part }) => part.title);
  if (failed.length > 0) break;
  passed += ran.length;
}
rmSync(reports, { recursive: true });
const seconds = ((Date.now() - started) / 1000).toFixed(0);
console.log(
  `\n${failed.length === 0 ? `all ${passed} parts passed` : `failed: ${failed.join(', ')}`}, ${seconds} s`,
);
console.log(closingLine(counts));
process.exit(failed.length === 0 ? 0 : 1);
