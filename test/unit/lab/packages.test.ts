import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { packages, PROGRAMS, rehearsalPackages, TEST_PROGRAMS } from '../../../scripts/packages.js';

/** Programs every Debian machine with Node.js has: essential packages, and what runs the tests. */
const ALWAYS = new Set([
  'apt-get',
  'apt-cache',
  'bash',
  'diff',
  'dpkg-query',
  'env',
  'find',
  'grep',
  'node',
  'npm',
  'rm',
  'setpriv',
  'sh',
  'sha256sum',
  'sleep',
]);

/** Programs a source starts by their names. */
function startedBy(text: string): string[] {
  const calls = text.matchAll(/(?:must|run|spawn|startDaemon)\(\s*\[?\s*'([a-z][\w.-]*)'/g);
  return [...calls].map(([, name = '']) => name);
}

/** Sources of ours that run when `file` does: itself and what it imports besides types, however deep. */
function closureOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*? from '(\.[^']+)'/gm,
  );
  for (const [, path = ''] of imports) closureOf(join(dirname(file), path), seen);
  return seen;
}

it('every program the lab and the job start is in the package list', () => {
  const started = new Set<string>();
  for (const root of ['test/lab', 'test/e2e', 'test/bench', 'src']) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
      for (const name of startedBy(readFileSync(join(entry.parentPath, entry.name), 'utf8')))
        started.add(name);
    }
  }
  expect(started.size).toBeGreaterThan(10);
  expect([...started]).toEqual(expect.arrayContaining(['docker-registry', 'dockerd', 'podman', 'xorriso']));
  const listed = { ...PROGRAMS, ...TEST_PROGRAMS };
  expect([...started].filter((name) => !ALWAYS.has(name) && !(name in listed))).toEqual([]);
});

it('what the rehearsal starts is in its own, smaller list', () => {
  const files = closureOf('test/lab/rehearse.ts');
  const started = new Set([...files].flatMap((file) => startedBy(readFileSync(file, 'utf8'))));
  expect([...started]).toEqual(
    expect.arrayContaining(['docker-registry', 'podman', 'rpmbuild', 'mmdebstrap']),
  );
  expect([...started].filter((name) => !ALWAYS.has(name) && !(name in PROGRAMS))).toEqual([]);
  const own = rehearsalPackages();
  for (const name of ['docker.io', 'sudo', 'qemu-system-x86']) {
    expect(own).not.toContain(name);
    expect(packages()).toContain(name);
  }
});
