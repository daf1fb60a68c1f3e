// README command 2: every check there is. Each part says what it ran; the first that fails ends it.
import { bootstrap, must, toolEnv } from './bootstrap.js';

const node = bootstrap();
const env = toolEnv();
const parts = [
  ['format', ['npm', 'run', '--silent', 'format']],
  ['lint', ['npm', 'run', '--silent', 'lint']],
  ['types', ['npm', 'run', '--silent', 'types']],
  ['unit tests', ['npm', 'run', '--silent', 'unit']],
  ['fuzz', ['npm', 'run', '--silent', 'fuzz']],
  ['dist is a fresh build', [node, 'scripts/check-dist.js']],
  ['lab tests', ['npm', 'run', '--silent', 'lab']],
  ['end-to-end tests', ['npm', 'run', '--silent', 'e2e']],
];
const started = Date.now();
for (const [title, argv] of parts) {
  console.log(`\n=== ${title}`);
  const seconds = must(argv, { env });
  console.log(`=== ${title}: ok, ${seconds.toFixed(1)} s`);
}
console.log(`\nparts: ${parts.length} passed, 0 failed`);
console.log(`all of them in ${((Date.now() - started) / 1000).toFixed(0)} s`);
