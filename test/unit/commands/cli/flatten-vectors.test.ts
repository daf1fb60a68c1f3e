import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliIn } from '../../../support/run-cli.ts';
import { hasShared } from '../../../support/shared.ts';
import { isRefused, plant, vectors, type Vector } from '../../../support/treefile-vectors.ts';

/** The call a vector stands for. */
function callOf(vector: Vector): string[] {
  if (vector.kind === 'lockfile') return ['flatten-lock', ...(vector.lockfiles ?? [])];
  const basearch = `--basearch=${vector.basearch ?? ''}`;
  if (vector.kind === 'extensions') {
    const base = Object.entries(vector.base_packages ?? {}).map(([name, evr]) => `--base=${name}=${evr}`);
    return ['flatten-extensions', vector.entry ?? '', basearch, ...base];
  }
  const vars = Object.entries(vector.vars ?? {}).map(([name, value]) => `--var=${name}=${value}`);
  return ['flatten', vector.entry ?? '', basearch, ...vars, `--mode=${vector.mode ?? 'parse'}`];
}

function object(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('no JSON object');
  return Object.fromEntries(Object.entries(value));
}

/** The form of a locked package the vectors have. */
function locked(text: string): unknown[] {
  return Object.entries(object(JSON.stringify(object(text)['packages']))).map(([name, entry]) => {
    const { evr, evra, digest } = object(JSON.stringify(entry));
    const [, version, arch] = /^(.*)\.(.*?)$/.exec(String(evra)) ?? [];
    return { name, evr: evr ?? version, arch: evr === undefined ? arch : '', digest: digest ?? '' };
  });
}

/** Throws where the outcome is not what rpm-ostree says. */
async function check(vector: Vector): Promise<void> {
  const cwd = await plant(vector);
  const call = callOf(vector);
  const { code, out, err } = await cliIn(cwd, call);
  if (isRefused(vector)) {
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^error: [^]*\n --> [^\n]+\n$/);
    for (const part of [vector.expect.error_contains ?? []].flat()) expect(err).toContain(part);
    return;
  }
  expect([code, err.includes('error:')]).toEqual([0, false]);
  if (vector.kind === 'lockfile') {
    expect(locked(out)).toEqual(vector.expect.locked);
    return;
  }
  const config = object(out);
  if (vector.kind === 'extensions') {
    expect(config).toEqual(vector.expect.value);
    return;
  }
  const { flattened, absent, hidden, visited, finalize, warnings_contain: warnings } = vector.expect;
  for (const [key, value] of Object.entries(flattened ?? {})) expect(config[key], key).toEqual(value);
  for (const key of absent ?? []) expect(config).not.toHaveProperty([key]);
  for (const text of warnings ?? []) expect(err).toContain(text);
  const report = object((await cliIn(cwd, [...call, '--json'])).out);
  expect(report['config']).toEqual(config);
  for (const [key, value] of Object.entries(hidden ?? {})) expect(report[key], key).toEqual(value ?? {});
  const opened: unknown[] = Array.isArray(report['visited']) ? report['visited'] : [];
  if (visited !== undefined) expect(opened.map((path) => join(String(path)))).toEqual(visited);
  if (finalize !== undefined) expect(report['finalize']).toEqual(finalize);
}

describe.skipIf(!hasShared())("rpm-ostree's own answers, by the command line", () => {
  const all = hasShared() ? vectors() : [];

  it.each(all.map((vector) => [vector.name, vector] as const))('%s', async (_name, vector) => {
    await check(vector);
  });
});
