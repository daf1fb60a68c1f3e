import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MovedPart } from '../../../src/fingerprint/compare.ts';
import { markBegin, markEnd } from '../../../src/skip/failure-mark.ts';
import { comparePackages } from '../../../src/skip/same-packages.ts';
import { isSeenByAssembler, onlyRepositoriesMoved, reasonsAgainst } from '../../../src/skip/verdict.ts';
import type { PreviousBuild } from '../../../src/state/previous.ts';
import { makeBuildRecord } from '../../support/build-record.ts';
import { tempDir } from '../../support/temp.ts';

const NOW = Date.parse('2026-11-26T03:00:00Z');
const INPUTS = { maxAgeDays: undefined, maxIsoSize: undefined, images: ['live-iso'] } as const;
const previous = (parts: Partial<PreviousBuild> = {}): PreviousBuild => ({
  record: makeBuildRecord(),
  dir: '/nowhere',
  from: 'a test',
  lostImages: async () => await Promise.resolve([]),
  failedSince: undefined,
  ...parts,
});
const parts = (...names: string[]): MovedPart[] => names.map((part) => ({ part, before: 'a', now: 'b' }));

describe('a reason to build all the same', () => {
  it('is none when the earlier build is whole, young and the last one', async () => {
    expect(await reasonsAgainst(previous(), INPUTS, NOW)).toEqual([]);
    expect(await reasonsAgainst(previous(), { ...INPUTS, maxAgeDays: 2 }, NOW)).toEqual([]);
  });

  it('is its age, a failure since, or an image that is gone', async () => {
    expect(await reasonsAgainst(previous(), { ...INPUTS, maxAgeDays: 1 }, NOW)).toEqual([
      'build 9.20261124.0 is 2.0 days old, max-age-days allows 1',
    ]);
    expect(await reasonsAgainst(previous({ failedSince: 'run 42' }), INPUTS, NOW)).toEqual([
      'after a failure everything is built: run 42',
    ]);
    const lostImages = async (kinds: readonly string[]): Promise<string[]> =>
      await Promise.resolve(kinds.map((kind) => `no ${kind}`));
    expect(await reasonsAgainst(previous({ lostImages }), INPUTS, NOW)).toEqual(['no live-iso']);
  });

  it('is an ISO larger than it may be now, where one is asked for', async () => {
    const limited = { ...INPUTS, maxIsoSize: 6 };
    expect(await reasonsAgainst(previous(), limited, NOW)).toEqual([
      'its live-iso has 7 bytes, max-iso-size allows 6',
    ]);
    expect(await reasonsAgainst(previous(), { ...limited, maxIsoSize: 7 }, NOW)).toEqual([]);
    expect(await reasonsAgainst(previous(), { ...limited, images: ['metal'] }, NOW)).toEqual([]);
  });
});

describe('what the levels answer for', () => {
  it('the solver answers for repositories alone', () => {
    expect(onlyRepositoriesMoved(parts('repository:a', 'repository:b'))).toBe(true);
    for (const part of ['assembler', 'base', 'config', 'input:version', 'release'])
      expect(onlyRepositoriesMoved(parts('repository:a', part)), part).toBe(false);
  });

  it('the assembler answers for what it composes, not for itself, versions or the files of the live system', () => {
    const tree = { 'manifest.yaml': '1', 'live/menu': '2', 'image.yaml': '3', 'image-base.yaml': '4' };
    expect(
      isSeenByAssembler(parts('config', 'repository:a', 'base'), tree, { ...tree, 'manifest.yaml': '9' }),
    ).toBe(true);
    for (const part of ['assembler', 'program', 'input:version', 'input:verify'])
      expect(isSeenByAssembler(parts(part), tree, tree), part).toBe(false);
    for (const file of ['live/menu', 'live/new', 'image.yaml', 'image-base.yaml', 'platforms.yaml'])
      expect(isSeenByAssembler(parts('config'), tree, { ...tree, [file]: '9' }), file).toBe(false);
  });
});

describe('two package sets', () => {
  const compare = async (before: object, after: object): Promise<string> => {
    const dir = await tempDir();
    const files = [join(dir, 'before.json'), join(dir, 'after.json')] as const;
    await writeFile(files[0], JSON.stringify({ packages: before }));
    await writeFile(files[1], JSON.stringify({ packages: after }));
    const { isSame, text } = await comparePackages(...files);
    return `${isSame}: ${text}`;
  };
  const bash = { evra: '5.1-9.el9.x86_64' };

  it('are the same whatever their order', async () => {
    const vdsm = { evra: '1:4.5-1.x86_64' };
    expect(await compare({ bash, vdsm }, { vdsm, bash })).toBe('true: the solver takes the same 2 packages');
  });

  it.each([
    [{ bash }, { bash: { evra: '5.2-9.el9.x86_64' } }, 'bash 5.1-9.el9.x86_64 → 5.2-9.el9.x86_64'],
    [{ bash }, { bash: { evra: '1:5.1-9.el9.x86_64' } }, 'bash 5.1-9.el9.x86_64 → 1:5.1-9.el9.x86_64'],
    [{ bash }, { bash: { evra: '5.1-9.el9.noarch' } }, 'bash 5.1-9.el9.x86_64 → 5.1-9.el9.noarch'],
    [{ bash }, { bash, vim: bash }, 'vim added'],
    [{ bash, vim: bash }, { bash }, 'vim removed'],
    [
      { bash: { ...bash, digest: 'sha256:1' } },
      { bash: { ...bash, digest: 'sha256:2' } },
      'bash 5.1-9.el9.x86_64 was built anew',
    ],
  ])('that differ are told apart: %j, %j', async (before, after, text) => {
    expect(await compare(before, after)).toBe(`false: 1 packages differ: ${text}`);
  });

  it('of which one is empty, damaged or missing are never the same', async () => {
    expect(await compare({}, {})).toMatch(/^false: .*lists none/);
    const dir = await tempDir();
    await writeFile(join(dir, 'half.json'), '{"packages": {"bash": {"ev');
    for (const file of ['half.json', 'absent.json']) {
      const { isSame } = await comparePackages(join(dir, file), join(dir, file));
      expect(isSame, file).toBe(false);
    }
  });
});

it('a build that came to no good end is known to the next', async () => {
  const dir = await tempDir();
  expect(await markBegin(dir)).toBe(false);
  expect(await markBegin(dir)).toBe(true);
  await markEnd(dir);
  expect(await markBegin(dir)).toBe(false);
});
