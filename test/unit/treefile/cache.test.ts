import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ARCHES } from '../../../src/arch.ts';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { TreefileCache } from '../../../src/treefile/treefile-cache.ts';
import type { FlattenOptions } from '../../../src/treefile/types.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';
import { plant, vectors } from '../../support/treefile-vectors.ts';

/** Everything a run answers, or its refusal. */
function answer(entry: string, options: FlattenOptions): unknown {
  try {
    return flatten(entry, options);
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    const { message, upstream, location } = error;
    return { message, upstream, location };
  }
}

/** Freezes a value with all that is in it: whoever changes what is shared fails. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  if (value instanceof Map) for (const [key, each] of value) [key, each].forEach(freeze);
  else {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
}

/** Runs every set of options with one cache, which may not be changed afterwards, and each by itself. */
function answers(
  entry: string,
  runs: readonly FlattenOptions[],
): { readonly shared: unknown[]; readonly alone: unknown[] } {
  const cache = new TreefileCache();
  const shared = runs.map((options) => {
    const found = answer(entry, { ...options, cache });
    for (const kept of [cache.parsed, cache.decoded, cache.externals]) freeze(kept);
    return found;
  });
  return { shared, alone: runs.map((options) => answer(entry, options)) };
}

const MODES = ['parse', 'compose', 'client'] as const;

describe.skipIf(!hasShared())('what is read once means the same', () => {
  const all = hasShared() ? vectors().filter(({ kind = 'treefile' }) => kind === 'treefile') : [];
  it.each(all.map((vector) => [vector.name, vector] as const))('in %s', async (_name, vector) => {
    const cwd = await plant(vector);
    const { entry, vars = {} } = vector;
    const runs = ARCHES.flatMap((basearch) => MODES.map((mode) => ({ cwd, basearch, mode, vars })));
    const { shared, alone } = answers(entry ?? '', [{ cwd, vars }, ...runs]);
    expect(shared).toEqual(alone);
  });

  it.each([
    ['fedora-coreos-config', 'manifest.yaml'],
    ['openshift-os', 'manifest-c9s.yaml'],
  ])('in the real %s', async (name, entry) => {
    const cwd = await tempDir();
    cpSync(join(SHARED, 'data', name), cwd, { recursive: true });
    const { shared, alone } = answers(
      entry,
      [...ARCHES, ...ARCHES].map((basearch) => ({ cwd, basearch, mode: 'compose' })),
    );
    expect(shared).toEqual(alone);
  });
});

it('a mistake is told to each run, and a file is read once', async () => {
  const cwd = await tempDir();
  writeFileSync(join(cwd, 'a.yaml'), 'packages: [bash]\n');
  writeFileSync(join(cwd, 'b.yaml'), 'packages: bash\n');
  const cache = new TreefileCache();
  const of = (entry: string): unknown => answer(entry, { cwd, cache, basearch: 'x86_64' });
  const refused = of('b.yaml');
  expect(refused).toMatchObject({ location: { file: 'b.yaml', line: 1 } });
  expect(of('b.yaml')).toEqual(refused);
  const first = of('a.yaml');
  writeFileSync(join(cwd, 'a.yaml'), 'packages: [zsh]\n');
  expect(of('a.yaml')).toEqual(first);
});
