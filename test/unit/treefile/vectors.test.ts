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

/**
 * Vectors whose point is no part of what flattening answers; they only have to be accepted. The scripts of finalize.d
 * are looked up when the commit is made, and the warnings are those of a compose, which the assembler's log shows.
 */
const ONLY_ACCEPTED = [
  'finalize-d-any-edition-executable-only',
  'warn-initramfs-args',
  'warn-cliwrap',
  'notice-lockfile-repos-experimental',
];

function comparesNothing({ ok, flattened, absent, hidden, visited }: Vector['expect']): boolean {
  const wanted = { ...flattened, ...hidden };
  return ok && Object.keys(wanted).length === 0 && absent === undefined && visited === undefined;
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
  const { ok, stage, error_contains: wanted, flattened, absent, hidden, visited } = vector.expect;
  if (!ok && stage === undefined) {
    const error: unknown = await run(vector).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof TreefileError)) throw new Error(`expected an error, got ${String(error)}`);
    for (const part of wanted === undefined ? [] : [wanted].flat()) expect(error.upstream).toContain(part);
    return;
  }
  const result = await run(vector);
  for (const [key, value] of Object.entries(flattened ?? {})) expect(result.config[key], key).toEqual(value);
  for (const key of absent ?? []) expect(result.config).not.toHaveProperty([key]);
  for (const [key, value] of Object.entries(hidden ?? {})) {
    expect(result.hidden[key] ?? null, key).toEqual(value);
  }
  if (visited !== undefined) expect(result.visited.map((path) => join(path))).toEqual(visited);
}

/**
 * What is not answered in rpm-ostree's words yet. Each of these must be refused: none may be wrong silently. One that
 * has come to pass fails here, so that the list cannot go stale.
 */
const REFUSED = new Set([
  'kitchen-sink-no-basearch',
  'json-comment-keys-are-kept',
  'json-no-comments-allowed',
  'yaml-bom-with-two-keys-is-an-error',
  'json-bootstrap_packages-is-silently-ignored',
  'duplicate-key-in-nested-struct',
  'custom-tag-on-other-field-is-an-error',
  'packages-must-be-a-list',
  'packages-map-item',
  'include-yaml-syntax-error',
  'inline-body-skips-per-file-processing',
  'inline-nested-include-is-not-followed',
  'inline-bootstrap-packages-leaks',
  'add-files-three-elements',
  'check-passwd-file-missing',
  'client-rejects-base-fields',
  'client-accepts-derive-repos-releasever',
  'kickstart-top-level',
  'kickstart-lines-are-not-whitespace-split',
  'kickstart-unhandled-verb',
  'kickstart-missing-end',
  'repo-packages-split',
  'repo-packages-merge-later-and-parent-win',
  'repo-packages-two-includes-first-include-wins',
  'repo-packages-string-comparison-only',
  'repo-packages-missing-packages',
  'repo-packages-missing-repo',
  'repo-packages-extra-key-ignored',
  'repo-packages-map-form-rejected',
  'compose-repo-packages-no-match',
]);

describe.skipIf(!hasShared())("rpm-ostree's own answers", () => {
  const whole = hasShared() ? vectors() : [];
  const all = whole.filter(({ kind }) => (kind ?? 'treefile') === 'treefile');
  const cases = (refused: boolean): [string, Vector][] =>
    all.filter(({ name }) => REFUSED.has(name) === refused).map((vector) => [vector.name, vector]);

  it('are all there, and each that is not compared is accounted for', () => {
    const count = (wanted: string): number => whole.filter(({ kind }) => kind === wanted).length;
    expect({ lockfile: count('lockfile'), extensions: count('extensions') }).toEqual(OTHER_KINDS);
    expect([whole.length, all.length]).toEqual([241, 220]);
    const names = (some: readonly Vector[]): string[] => some.map(({ name }) => name).sort();
    expect(names(all.filter(({ expect: { stage } }) => stage !== undefined))).toEqual(FOUND_LATER.toSorted());
    expect(names(all.filter((vector) => comparesNothing(vector.expect)))).toEqual(ONLY_ACCEPTED.toSorted());
    expect(names(all.filter(({ name }) => REFUSED.has(name)))).toEqual([...REFUSED].sort());
  });

  it.each(cases(false))('%s', async (_name, vector) => {
    await check(vector);
  });

  it.each(cases(true))('%s is refused', async (_name, vector) => {
    await expect(run(vector)).rejects.toThrow(TreefileError);
    await expect(check(vector)).rejects.toBeInstanceOf(Error);
  });
});
