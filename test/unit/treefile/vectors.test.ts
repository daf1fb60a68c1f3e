import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import type { Flattened } from '../../../src/treefile/types.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

interface Vector {
  name: string;
  kind?: string;
  files: Record<string, string>;
  symlinks?: Record<string, string>;
  executable?: string[];
  entry: string;
  basearch: string | null;
  mode?: 'parse' | 'compose' | 'client';
  vars?: Record<string, string>;
  expect: {
    ok: boolean;
    flattened?: Record<string, unknown>;
    absent?: string[];
    hidden?: Record<string, unknown>;
    visited?: string[];
    finalize?: Record<string, string>;
    warnings_contain?: string[];
    error_contains?: string | string[];
    stage?: string;
  };
}

function vectors(): Vector[] {
  // eslint-disable-next-line typescript/no-unsafe-assignment -- the file's shape is documented in it
  const file: { vectors: Vector[] } = JSON.parse(
    readFileSync(join(SHARED, 'reference', 'treefile-vectors.json'), 'utf8'),
  );
  return file.vectors;
}

/** Vectors of other file formats, which the treefile engine does not read. */
const OTHER_KINDS = { lockfile: 14, extensions: 7 } as const;

/** What rpm-ostree finds out only while it composes or solves: to flattening, these are good treefiles. */
const FOUND_LATER = [
  'compose-units-vs-machineid-compat',
  'compose-remove-files-absolute',
  'compose-remove-files-dotdot',
  'compose-passwd-file-without-group-file',
  'compose-excluded-dependency',
  'compose-repo-packages-no-match',
];

async function run(vector: Vector): Promise<Flattened> {
  const dir = await tempDir();
  for (const [path, text] of Object.entries(vector.files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  for (const [path, target] of Object.entries(vector.symlinks ?? {})) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    symlinkSync(target, join(dir, path));
  }
  for (const path of vector.executable ?? []) chmodSync(join(dir, path), 0o755);
  return flatten(vector.entry, {
    cwd: dir,
    ...(vector.basearch === null ? {} : { basearch: vector.basearch }),
    ...(vector.vars === undefined ? {} : { vars: vector.vars }),
    ...(vector.mode === undefined ? {} : { mode: vector.mode }),
  });
}

/** Throws where the outcome is not what rpm-ostree says. */
async function check(vector: Vector): Promise<void> {
  const { ok, stage, error_contains: wanted, flattened, absent, hidden, visited } = vector.expect;
  const { finalize, warnings_contain: warnings } = vector.expect;
  if (!ok && stage === undefined) {
    const error: unknown = await run(vector).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof TreefileError)) throw new Error(`expected an error, got ${String(error)}`);
    for (const part of wanted === undefined ? [] : [wanted].flat()) expect(error.upstream).toContain(part);
    expect(error.location?.file, 'our place').toBeDefined();
    return;
  }
  const result = await run(vector);
  for (const [key, value] of Object.entries(flattened ?? {})) expect(result.config[key], key).toEqual(value);
  for (const key of absent ?? []) expect(result.config).not.toHaveProperty([key]);
  for (const [key, value] of Object.entries(hidden ?? {})) {
    expect(result.hidden[key] ?? null, key).toEqual(value);
  }
  if (visited !== undefined) expect(result.visited.map((path) => join(path))).toEqual(visited);
  if (finalize !== undefined) expect(Object.fromEntries(result.finalize)).toEqual(finalize);
  for (const text of warnings ?? []) expect(result.warnings.map((warning) => warning.text)).toContain(text);
}

describe.skipIf(!hasShared())("rpm-ostree's own answers", () => {
  const whole = hasShared() ? vectors() : [];
  const all = whole.filter(({ kind }) => (kind ?? 'treefile') === 'treefile');
  it('are all there, and each that is not compared is accounted for', () => {
    const count = (wanted: string): number => whole.filter(({ kind }) => kind === wanted).length;
    expect({ lockfile: count('lockfile'), extensions: count('extensions') }).toEqual(OTHER_KINDS);
    expect([whole.length, all.length]).toEqual([241, 220]);
    const names = (some: readonly Vector[]): string[] => some.map(({ name }) => name).sort();
    expect(names(all.filter(({ expect: { stage } }) => stage !== undefined))).toEqual(FOUND_LATER.toSorted());
  });

  it.each(all.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
    await check(vector);
  });
});
