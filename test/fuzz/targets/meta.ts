import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../src/errors.ts';
import { latestBuild, readMeta, readPackages } from '../../../src/images/meta.ts';
import { mutate } from '../mutate.ts';
import { BRACKETS, ESCAPES, type Target } from '../target.ts';

const BUILDS = { 'schema-version': '1.0.0', builds: [{ id: '1.2', arches: ['x86_64'] }] };
const META = {
  name: 'node',
  buildid: '1.2',
  'ostree-commit': 'c'.repeat(64),
  'ostree-timestamp': '2026-01-01T00:00:00Z',
  ref: 'a/b',
  images: {
    'live-iso': { path: 'a.iso', sha256: 'a'.repeat(64), size: 5 },
    ostree: { path: 'b', sha256: 'b'.repeat(64) },
  },
};
const COMMIT = { 'rpmostree.rpmdb.pkglist': [['bash', '0', '5', '1', 'x86_64']] };
const WORDS = [
  ...ESCAPES,
  ...BRACKETS,
  '"',
  ',',
  ':',
  'null',
  '-1',
  '1e999',
  '"__proto__":',
  '"images":',
  '"path":"../escaped",',
  '"-x"',
  '\\u0000',
  '\u0000',
  '[[],',
];
const FILES = ['builds/builds.json', 'meta.json', 'commitmeta.json'] as const;
const SEEDS = [BUILDS, META, COMMIT].map((value) => Buffer.from(JSON.stringify(value)));

/** What the assembler leaves behind: one of its three files is changed. */
export const meta: Target = {
  name: 'meta',
  generate: (random) => {
    const which = random.below(FILES.length);
    return Buffer.concat([Buffer.from([which]), mutate(SEEDS[which] ?? Buffer.alloc(0), random, WORDS)]);
  },
  run: async (input, dir) => {
    const which = input.readUInt8(0);
    mkdirSync(join(dir, 'builds'));
    writeFileSync(join(dir, FILES[which] ?? ''), input.subarray(1));
    const names =
      which === 0
        ? [await latestBuild(dir, 'x86_64')]
        : which === 1
          ? await imageNames(dir)
          : (await readPackages(dir)) && [];
    const outside = names.find((name) => name !== undefined && (name === '..' || /[/\0]/.test(name)));
    if (outside !== undefined) throw new Error(`the name ${JSON.stringify(outside)} leads somewhere else`);
  },
  refuses: (error) => error instanceof UserError,
};

async function imageNames(dir: string): Promise<string[]> {
  const { images, name, buildId } = await readMeta(dir);
  return [name, buildId, ...[...images.values()].map(({ path }) => path)];
}
