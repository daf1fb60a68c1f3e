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
    finalize?: unknown;
    error_contains?: string | string[];
    stage?: string;
  };
}

function vectors(): Vector[] {
  const file: { vectors: Vector[] } = JSON.parse(
    readFileSync(join(SHARED, 'reference', 'treefile-vectors.json'), 'utf8'),
  );
  return file.vectors.filter(({ kind, expect: { stage } }) => (kind ?? 'treefile') === 'treefile' && stage === undefined);
}

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
  const { ok, error_contains: wanted, flattened, absent, hidden, visited } = vector.expect;
  if (!ok) {
    const error: unknown = await run(vector).then(() => undefined, (thrown: unknown) => thrown);
    if (!(error instanceof TreefileError)) throw new Error(`expected an error, got ${String(error)}`);
    for (const part of wanted === undefined ? [] : [wanted].flat()) expect(error.upstream).toContain(part);
    return;
  }
  const result = await run(vector);
  expect(result.config).toMatchObject({});
  for (const [key, value] of Object.entries(flattened ?? {})) expect(result.config[key], key).toEqual(value);
  for (const key of absent ?? []) expect(result.config).not.toHaveProperty([key]);
  for (const [key, value] of Object.entries(hidden ?? {})) {
    if (value !== null && key === 'repovars') expect(result.hidden[key]).toEqual(value);
  }
  if (visited !== undefined) expect(result.visited.map((path) => join(path))).toEqual(visited);
}

describe.skipIf(!hasShared())("rpm-ostree's own answers", () => {
  const all = hasShared() ? vectors() : [];
  it.each(all.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
    await check(vector);
  });
});
