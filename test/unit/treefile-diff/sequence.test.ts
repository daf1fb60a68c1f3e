import { describe, expect, it } from 'vitest';
import { diffSequences } from '../../../src/treefile-diff/sequence.ts';

const letters = (text: string): string[] => text.split('');

describe('the difference of two sequences', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abc', 3],
    ['abc', '', 0],
    ['', 'abc', 0],
    ['abcde', 'axcye', 3],
    ['abab', 'baba', 3],
    ['xabcy', 'yabcx', 3],
  ])('of %j and %j keeps %i', (before, after, kept) => {
    const diff = diffSequences(letters(before), letters(after));
    expect(diff.kept).toHaveLength(kept);
    for (const [old, current] of diff.kept) expect(before[old]).toBe(after[current]);
    const ascends = (list: readonly number[]): boolean =>
      list.every((value, index) => index === 0 || value > (list[index - 1] ?? 0));
    expect(ascends(diff.kept.map(([old]) => old))).toBe(true);
    expect(ascends(diff.kept.map(([, current]) => current))).toBe(true);
    expect(diff.removed).toHaveLength(before.length - kept);
    expect(diff.added).toHaveLength(after.length - kept);
  });

  it('of two long ones ends soon, as one that replaces all between the ends', () => {
    const long = (prefix: string): string[] =>
      Array.from({ length: 3000 }, (_item, index) => `${prefix}${index}`);
    const diff = diffSequences(['same', ...long('a'), 'end'], ['same', ...long('b'), 'end']);
    expect(diff.kept).toEqual([
      [0, 0],
      [3001, 3001],
    ]);
    expect([diff.removed.length, diff.added.length]).toEqual([3000, 3000]);
  });
});
