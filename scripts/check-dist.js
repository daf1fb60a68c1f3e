// Builds dist/ anew beside the committed one and compares every byte: users run what is committed.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { must, ROOT } from './bootstrap.js';

function digests(dir) {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(dir, path), createHash('sha256').update(readFileSync(path)).digest('hex')];
    }),
  );
}

const dist = join(ROOT, 'dist');
const kept = mkdtempSync(join(tmpdir(), 'oni-dist-'));
cpSync(dist, kept, { recursive: true });
const committed = digests(kept);
must(['npm', 'run', '--silent', 'build']);
const fresh = digests(dist);
const differing = [...new Set([...committed.keys(), ...fresh.keys()])].filter(
  (name) => committed.get(name) !== fresh.get(name),
);
rmSync(dist, { recursive: true });
cpSync(kept, dist, { recursive: true });
rmSync(kept, { recursive: true });
if (differing.length > 0) {
  console.error(
    `dist/ is not a build of src/; run \`npm run build\` and commit. Differing: ${differing.join(', ')}`,
  );
  process.exit(1);
}
console.log(`dist/: ${fresh.size} files, each equal to a fresh build`);
