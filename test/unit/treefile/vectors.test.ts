import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flattenExtensions } from '../../../src/treefile/extensions.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { plain } from '../../../src/treefile/located.ts';
import { mergeLockfiles, type MergedLock } from '../../../src/treefile/lockfile.ts';
import type { Flattened } from '../../../src/treefile/types.ts';
import { hasShared } from '../../support/shared.ts';
import { isRefused, plant, vectors, type Vector } from '../../support/treefile-vectors.ts';

/** What rpm-ostree finds out only while it composes or solves: to flattening, these are good treefiles. */
const FOUND_LATER = [
  'compose-units-vs-machineid-compat',
  'compose-remove-files-absolute',
  'compose-remove-files-dotdot',
  'compose-passwd-file-without-group-file',
  'compose-excluded-dependency',
  'compose-repo-packages-no-match',
];

/** Errors about no line of a file: there is no file. */
const NO_LINE = new Set(['missing-entry', 'lock-missing-file']);

type Answer =
  | { kind: 'treefile'; result: Flattened }
  | { kind: 'lockfile'; result: MergedLock }
  | { kind: 'extensions'; result: unknown };

function answer(vector: Vector, cwd: string): Answer {
  const { entry, basearch } = vector;
  if (vector.kind === 'lockfile')
    return { kind: 'lockfile', result: mergeLockfiles(vector.lockfiles ?? [], cwd) };
  if (vector.kind === 'extensions') {
    const base = new Map(Object.entries(vector.base_packages ?? {}));
    const found = flattenExtensions(entry ?? '', { basearch: basearch ?? '', base, cwd });
    return { kind: 'extensions', result: plain(found) };
  }
  const result = flatten(entry ?? '', {
    cwd,
    ...(basearch === null ? {} : { basearch }),
    ...(vector.vars === undefined ? {} : { vars: vector.vars }),
    ...(vector.mode === undefined ? {} : { mode: vector.mode }),
  });
  return { kind: 'treefile', result };
}

function checkRefusal(vector: Vector, cwd: string): void {
  const error = (() => {
    try {
      return answer(vector, cwd);
    } catch (thrown) {
      return thrown;
    }
  })();
  if (!(error instanceof TreefileError)) throw new Error(`expected an error, got ${JSON.stringify(error)}`);
  for (const part of [vector.expect.error_contains ?? []].flat()) expect(error.upstream).toContain(part);
  expect(error.location?.file, 'the file').toBeDefined();
  if (!NO_LINE.has(vector.name)) expect(error.location?.line, 'the line').toBeGreaterThan(0);
}

function checkTreefile({ flattened, absent, hidden, ...wanted }: Vector['expect'], result: Flattened): void {
  for (const [key, value] of Object.entries(flattened ?? {})) expect(result.config[key], key).toEqual(value);
  for (const key of absent ?? []) expect(result.config).not.toHaveProperty([key]);
  for (const [key, value] of Object.entries(hidden ?? {}))
    expect(result.hidden[key] ?? null, key).toEqual(value);
  if (wanted.visited !== undefined) expect(result.visited.map((path) => join(path))).toEqual(wanted.visited);
  if (wanted.finalize !== undefined) expect(Object.fromEntries(result.finalize)).toEqual(wanted.finalize);
  const texts = result.warnings.map(({ text }) => text);
  for (const text of wanted.warnings_contain ?? []) expect(texts).toContain(text);
}

/** Throws where the outcome is not what rpm-ostree says. */
async function check(vector: Vector): Promise<void> {
  const cwd = await plant(vector);
  if (isRefused(vector)) {
    checkRefusal(vector, cwd);
    return;
  }
  const { kind, result } = answer(vector, cwd);
  if (kind === 'treefile') checkTreefile(vector.expect, result);
  else if (kind === 'extensions') expect(result).toEqual(vector.expect.value);
  else {
    const locked = result.packages.map(({ name, evr, arch, digest }) => ({ name, evr, arch, digest }));
    expect(locked).toEqual(vector.expect.locked);
  }
}

describe.skipIf(!hasShared())("rpm-ostree's own answers", () => {
  const all = hasShared() ? vectors() : [];

  it('are all there', () => {
    const count = (wanted: string): number => all.filter(({ kind = 'treefile' }) => kind === wanted).length;
    expect([count('treefile'), count('lockfile'), count('extensions')]).toEqual([220, 14, 7]);
    const later = all.filter(({ expect: { stage } }) => stage !== undefined).map(({ name }) => name);
    expect(later.sort()).toEqual(FOUND_LATER.toSorted());
  });

  it.each(all.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
    await check(vector);
  });
});
