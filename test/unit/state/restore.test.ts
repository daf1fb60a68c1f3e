import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseInputs } from '../../../src/inputs/parse.ts';
import type { BuildInputs } from '../../../src/inputs/types.ts';
import type { LookBack } from '../../../src/commands/look-back.ts';
import { restorePrevious } from '../../../src/commands/restore-previous.ts';
import { latestBuild } from '../../../src/images/meta.ts';
import { latestState } from '../../../src/state/restore.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { writeState } from '../../support/state.ts';
import { tempDir } from '../../support/temp.ts';

async function inputs(): Promise<BuildInputs> {
  const config = await tempDir();
  await writeFile(join(config, 'manifest.yaml'), 'ref: a\n');
  return await parseInputs(
    { config, 'work-dir': '/w' },
    { cwd: config, env: {}, hostArch: 'x86_64', glob: async () => [], checkConfig: async () => [] },
  );
}

async function look(change: Partial<LookBack> = {}): Promise<LookBack> {
  const dir = await tempDir();
  const record = await writeState(dir);
  return {
    previous: { record, dir, from: 'a test', lostImages: async () => [], failedSince: undefined },
    digests: record.config,
    fingerprint: record.fingerprint,
    moved: [],
    maySkip: true,
    ...change,
  };
}

describe('the state of an earlier build', () => {
  it('is put where the assembler looks for it, and nothing else is', async () => {
    const srv = await tempDir();
    const stale = join(srv, 'builds', 'old', 'x86_64');
    await mkdir(stale, { recursive: true });
    await writeFile(join(stale, '.live.building'), '');
    const log = new MemoryLog();
    expect(await restorePrevious(await inputs(), await look(), srv, 'D2', log)).toBe(false);
    const id = '9.20261124.0';
    expect((await readdir(join(srv, 'builds'))).sort()).toEqual([id, 'builds.json', 'latest']);
    expect((await readdir(join(srv, 'builds', id, 'x86_64'))).sort()).toEqual([
      'commitmeta.json',
      'manifest-lock.generated.x86_64.json',
      'meta.json',
      'ostree-commit-object',
    ]);
    expect(await readlink(join(srv, 'builds', 'latest'))).toBe(id);
    expect(await latestBuild(srv, 'x86_64')).toBe(id);
    expect(await latestState(srv, 'x86_64')).toEqual({ id, isBare: true });
    expect(JSON.parse(await readFile(join(srv, 'builds', 'builds.json'), 'utf8'))).toMatchObject({
      'schema-version': '1.0.0',
      timestamp: '2026-11-24T03:00:00Z',
    });
  });

  it('of another dialect is not', async () => {
    const [srv, log] = [await tempDir(), new MemoryLog()];
    expect(await restorePrevious(await inputs(), await look(), srv, 'D3', log)).toBe(false);
    expect(await latestState(srv, 'x86_64')).toBeUndefined();
    expect(log.of('notice').join()).toMatch(/dialect D2, this one is D3; this build goes on as a first one/);
  });

  it('does not take the place of builds that are whole', async () => {
    const [srv, log, first] = [await tempDir(), new MemoryLog(), await look()];
    await restorePrevious(await inputs(), first, srv, 'D2', log);
    await writeFile(join(srv, 'builds', '9.20261124.0', 'x86_64', 'node.ociarchive'), 'x');
    const other = await tempDir();
    const record = await writeState(other, { buildId: '9.20261125.0' });
    const second = await look({ previous: { ...first.previous!, record, dir: other } });
    expect(await restorePrevious(await inputs(), second, srv, 'D2', log)).toBe(false);
    expect(await latestState(srv, 'x86_64')).toEqual({ id: '9.20261124.0', isBare: false });
  });

  it('of a run that failed makes room, for another or for none', async () => {
    const [srv, log, first] = [await tempDir(), new MemoryLog(), await look()];
    await restorePrevious(await inputs(), first, srv, 'D2', log);
    const none = await look({ previous: undefined });
    expect(await restorePrevious(await inputs(), none, srv, 'D2', log)).toBe(false);
    expect(await latestState(srv, 'x86_64')).toBeUndefined();
  });

  it('forces a build where the answer that nothing changed would not do', async () => {
    const log = new MemoryLog();
    const part = (name: string): LookBack['moved'] => [{ part: name, before: 'a', now: 'b' }];
    for (const [change, force] of [
      [{ moved: part('repository:a') }, false],
      [{ moved: part('assembler') }, true],
      [{ maySkip: false }, true],
      [{ digests: { 'live/new': '1' } }, true],
    ] as const)
      expect(
        await restorePrevious(await inputs(), await look(change), await tempDir(), 'D2', log),
        JSON.stringify(change),
      ).toBe(force);
  });
});
