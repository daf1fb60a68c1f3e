import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SHARED } from './shared.ts';
import { tempDir } from './temp.ts';

/** One of rpm-ostree's own answers; the file they are in says what each member is. */
export interface Vector {
  name: string;
  kind?: 'treefile' | 'lockfile' | 'extensions';
  files: Record<string, string>;
  symlinks?: Record<string, string>;
  executable?: string[];
  /** null where `lockfiles` says which. */
  entry: string | null;
  basearch: string | null;
  mode?: 'parse' | 'compose' | 'client';
  vars?: Record<string, string>;
  lockfiles?: string[];
  base_packages?: Record<string, string>;
  expect: {
    ok: boolean;
    flattened?: Record<string, unknown>;
    absent?: string[];
    hidden?: Record<string, unknown>;
    visited?: string[];
    finalize?: Record<string, string>;
    locked?: { name: string; evr: string; arch: string; digest: string }[];
    value?: Record<string, unknown>;
    warnings_contain?: string[];
    error_contains?: string | string[];
    stage?: string;
  };
}

/** All of them. */
export function vectors(): Vector[] {
  // eslint-disable-next-line typescript/no-unsafe-assignment -- the file's shape is documented in it
  const file: { vectors: Vector[] } = JSON.parse(
    readFileSync(join(SHARED, 'reference', 'treefile-vectors.json'), 'utf8'),
  );
  return file.vectors;
}

/** True for one that is refused while it is read; what is found later is for flattening a good file. */
export function isRefused({ expect: { ok, stage } }: Vector): boolean {
  return !ok && stage === undefined;
}

/** Puts the files of one into a fresh directory, and returns it. */
export async function plant(vector: Vector): Promise<string> {
  const dir = await tempDir();
  const place = (path: string): string => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    return join(dir, path);
  };
  for (const [path, text] of Object.entries(vector.files)) writeFileSync(place(path), text);
  for (const [path, target] of Object.entries(vector.symlinks ?? {})) symlinkSync(target, place(path));
  for (const path of vector.executable ?? []) chmodSync(place(path), 0o755);
  return dir;
}
