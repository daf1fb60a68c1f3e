import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Programs every Debian machine with Node.js has: essential packages, and what runs the tests. */
const ALWAYS = new Set([
  'apt-get',
  'apt-cache',
  'bash',
  'diff',
  'dpkg-query',
  'find',
  'grep',
  'node',
  'npm',
  'rm',
  'sh',
  'sha256sum',
  'sleep',
]);

it('every program the lab and the job start is in the package list', () => {
  const listed = readFileSync('scripts/packages.js', 'utf8');
  const started = new Set<string>();
  for (const root of ['test/lab', 'test/e2e', 'test/bench', 'src']) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
      for (const [, name = ''] of text.matchAll(/(?:must|run|spawn|startDaemon)\(\s*\[?\s*'([a-z][\w.-]*)'/g))
        started.add(name);
    }
  }
  expect(started.size).toBeGreaterThan(10);
  expect([...started]).toEqual(expect.arrayContaining(['docker-registry', 'dockerd', 'podman', 'xorriso']));
  const missing = [...started].filter(
    (name) => !ALWAYS.has(name) && !new RegExp(`^\\s*'?${name}'?:`, 'm').test(listed),
  );
  expect(missing).toEqual([]);
});
