import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseInputs } from '../../../src/inputs/parse.ts';
import type { BuildInputs } from '../../../src/inputs/types.ts';
import type { LookBack } from '../../../src/commands/look-back.ts';
import { restorePrevious } from '../../../src/commands/restore-previous.ts';
import { latestBuild } from '../../../src/images/meta.ts';
import type { BuildRecord } from '../../../src/build-record/record.ts';
import { claimWorkDir } from '../../../src/runner/work-dir.ts';
import { noteLocalBuild, readLocalBuild, type LocalBuild } from '../../../src/state/local-build.ts';
import { latestState } from '../../../src/state/restore.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { writeState } from '../../support/state.ts';
import { tempDir } from '../../support/temp.ts';

const ID = '9.20261124.0';

async function inputs(raw: Readonly<Record<string, string>> = {}): Promise<BuildInputs> {
  const config = await tempDir();
  await writeFile(join(config, 'manifest.yaml'), 'ref: a\n');
  return await parseInputs(
    { config, 'work-dir': await tempDir(), ...raw },
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
    isComplete: true,
    maySkip: true,
    pushed: undefined,
    mustBuild: false,
    ...change,
  };
}

/** A work directory with a whole build, and what was noted of it. */
async function keptDir(
  first: LookBack,
  note: Partial<LocalBuild> = {},
): Promise<{ srv: string; workDir: string }> {
  const workDir = join(await tempDir(), 'work');
  await claimWorkDir(workDir);
  const srv = join(workDir, 'srv');
  await restorePrevious(await inputs(), first, srv, 'D2', new MemoryLog());
  await writeFile(join(srv, 'builds', ID, 'x86_64', 'node.ociarchive'), 'x');
  const { digests: config, fingerprint } = first;
  await noteLocalBuild(workDir, { buildId: ID, time: '2026-11-24T02:00:00Z', config, fingerprint, ...note });
  return { srv, workDir };
}

describe('the state of an earlier build', () => {
  it('is put where the assembler looks for it, and nothing else is', async () => {
    const srv = await tempDir();
    const stale = join(srv, 'builds', 'old', 'x86_64');
    await mkdir(stale, { recursive: true });
    await writeFile(join(stale, '.live.building'), '');
    const log = new MemoryLog();
    expect(await restorePrevious(await inputs(), await look(), srv, 'D2', log)).toBe(false);
    const id = ID;
    expect((await readdir(join(srv, 'builds'))).sort()).toEqual([id, 'builds.json', 'latest']);
    expect((await readdir(join(srv, 'builds', id, 'x86_64'))).sort()).toEqual([
      'commitmeta.json',
      'manifest-lock.generated.x86_64.json',
      'meta.json',
      'ostree-commit-object',
    ]);
    expect(await readlink(join(srv, 'builds', 'latest'))).toBe(id);
    expect(await latestBuild(srv, 'x86_64')).toBe(id);
    expect(await latestState(srv, 'x86_64')).toMatchObject({ id, isBare: true });
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

  it('takes the place of builds that are whole only where it is of another, later one', async () => {
    const first = await look();
    const elsewhere = async (parts: Partial<BuildRecord>): Promise<LookBack> => {
      const dir = await tempDir();
      const record = await writeState(dir, parts);
      return await look({ previous: { ...first.previous!, record, dir } });
    };
    const later = { buildId: '9.20261125.0', finished: '2026-11-25T03:00:00Z' };
    for (const [second, dialect, kept] of [
      // The same build, published an hour after it was there.
      [first, 'D2', ID],
      [await elsewhere(later), 'D2', undefined],
      [await elsewhere(later), 'D3', ID],
      [await elsewhere({ ...later, finished: '2026-11-23T03:00:00Z' }), 'D2', ID],
      [await look({ previous: undefined }), 'D2', ID],
    ] as const) {
      const { srv, workDir } = await keptDir(first);
      const given = await inputs({ 'work-dir': workDir });
      const log = new MemoryLog();
      expect(await restorePrevious(given, second, srv, dialect, log)).toBe(false);
      const said = dialect === 'D3' ? `this build goes on from ${ID} in the work directory` : undefined;
      expect(log.of('notice').map((text) => text.replace(/^.*; /, ''))).toEqual(
        said === undefined ? [] : [said],
      );
      const expected =
        kept === undefined ? { id: '9.20261125.0', isBare: true } : { id: kept, isBare: false };
      expect(await latestState(srv, 'x86_64')).toMatchObject(expected);
    }
  });

  it('takes the place of a build with the same number that is another one', async () => {
    const first = await look();
    const { srv, workDir } = await keptDir(first);
    const meta = join(srv, 'builds', ID, 'x86_64', 'meta.json');
    const text = await readFile(meta, 'utf8');
    await writeFile(meta, text.replaceAll(first.previous!.record.ostreeCommit, 'b'.repeat(64)));
    await restorePrevious(await inputs({ 'work-dir': workDir }), first, srv, 'D2', new MemoryLog());
    expect(await latestState(srv, 'x86_64')).toMatchObject({ id: ID, isBare: true });
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

describe('a whole build of the work directory', () => {
  /** Whether the assembler is forced to build beside it, and what is said. */
  async function forced(
    change: Partial<LookBack>,
    raw: Readonly<Record<string, string>> = {},
    note: Partial<LocalBuild> = {},
  ): Promise<[boolean, string]> {
    const first = await look();
    const { srv, workDir } = await keptDir(first, note);
    const log = new MemoryLog();
    const given = await inputs({ 'work-dir': workDir, ...raw });
    // As on a laptop: nothing was published, so that nothing but the note tells what the build was made from.
    const now = { ...first, previous: undefined, maySkip: false, ...change };
    return [await restorePrevious(given, now, srv, 'D2', log), log.of('info').join('\n')];
  }

  it('stands for one that is the same to the assembler, and for what is made of it anew each time', async () => {
    const { fingerprint, digests } = await look();
    for (const change of [
      {},
      { fingerprint: { ...fingerprint, 'repository:baseos': '9', base: '9' } },
      { fingerprint: { ...fingerprint, 'input:verify': 'boot login:', 'input:push': 'registry/node:1' } },
      { digests: { ...digests, 'manifest.yaml': '9' }, fingerprint: { ...fingerprint, config: '9' } },
    ])
      expect(await forced(change), JSON.stringify(change)).toEqual([false, '']);
  });

  it('does not where something moved that the assembler does not look at, and that is said', async () => {
    const { fingerprint, digests } = await look();
    for (const [change, said] of [
      [
        { digests: { ...digests, 'live/isolinux/isolinux.cfg': '9' } },
        'live/isolinux/isolinux.cfg has changed',
      ],
      [{ digests: { ...digests, 'platforms.yaml': '9' } }, 'platforms.yaml has changed'],
      [{ fingerprint: { ...fingerprint, assembler: 'sha256:9' } }, 'assembler: sha256:1 → sha256:9'],
      [{ fingerprint: { ...fingerprint, 'input:version': '9.1' } }, 'input:version: none → 9.1'],
      [{ mustBuild: true }, 'nothing may be skipped'],
    ] as const) {
      const [force, text] = await forced(change);
      expect(force, said).toBe(true);
      expect(text).toBe(`build ${ID} of the work directory does not stand for this one: ${said}`);
    }
  });

  it('does not when it is too old to be skipped for, or nobody knows what it was made from', async () => {
    const limited = { 'skip-unchanged': 'true', 'max-age-days': '1' };
    const old = { time: '2020-01-01T00:00:00Z' };
    expect((await forced({}, limited, old))[1]).toMatch(/days old, max-age-days allows 1$/);
    expect(await forced({}, limited, { time: new Date().toISOString() })).toEqual([false, '']);
    expect(await forced({}, {}, old)).toEqual([false, '']);
    expect((await forced({}, {}, { buildId: 'another' }))[1]).toContain('nobody knows what it was made from');
    // Its record tells as well.
    const { previous } = await look();
    expect((await forced({ previous }, {}, { buildId: 'another' }))[0]).toBe(false);
  });

  it('is known by its note, and a damaged note is none', async () => {
    const dir = await tempDir();
    const note = { buildId: ID, time: '2026-11-24T03:00:00Z', config: { a: '1' }, fingerprint: { b: '2' } };
    await noteLocalBuild(dir, note);
    expect(await readLocalBuild(dir, ID)).toEqual(note);
    expect(await readLocalBuild(dir, 'another')).toBeUndefined();
    for (const damage of ['{"buildId": "9', '[]', JSON.stringify({ ...note, config: { a: 1 } })]) {
      await writeFile(join(dir, 'built.json'), damage);
      expect(await readLocalBuild(dir, ID), damage).toBeUndefined();
    }
  });
});
