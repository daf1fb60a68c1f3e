import { describe, expect, it } from 'vitest';
import { describeMoved, isKnown, movedParts, unknownPart } from '../../../src/fingerprint/compare.ts';

const BEFORE = { assembler: 'sha256:1', base: '2', 'repository:a': '3' };

describe('what moved', () => {
  it('is nothing when every part is as it was', () => {
    expect(movedParts(BEFORE, { ...BEFORE })).toEqual([]);
  });

  it('is a part that is another, new or gone, by name', () => {
    const { base: _base, ...rest } = BEFORE;
    const moved = movedParts(BEFORE, { ...rest, assembler: 'sha256:9', 'repository:b': '4' });
    expect(moved.map(describeMoved)).toEqual([
      'assembler: sha256:1 → sha256:9',
      'base: 2 → none',
      'repository:b: none → 4',
    ]);
  });

  it('is also what nobody could tell, even twice for the same reason', () => {
    const unknown = { ...BEFORE, assembler: unknownPart('no answer') };
    for (const [before, now] of [
      [unknown, BEFORE],
      [BEFORE, unknown],
      [unknown, unknown],
    ] as const)
      expect(movedParts(before, now).map(({ part }) => part)).toEqual(['assembler']);
    expect(movedParts(BEFORE, unknown).map(describeMoved)).toEqual([
      'assembler: sha256:1 → unknown (no answer)',
    ]);
    expect([isKnown('x'), isKnown(undefined), isKnown(unknownPart('x'))]).toEqual([true, false, false]);
  });

  it('is found for a part with the name of something every object has', () => {
    expect(movedParts({}, Object.fromEntries([['constructor', 'x']]))).toEqual([
      { part: 'constructor', before: undefined, now: 'x' },
    ]);
  });
});
