import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../../src/words/edit-distance.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', 'abc', 0],
    ['abc', '', 3],
    ['', 'ab', 2],
    ['kitten', 'sitting', 3],
    ['main', 'mian', 1],
    ['release-4.17', 'release-4.71', 1],
    ['ca', 'abc', 3],
  ])('from %j to %j is %i', (one, two, expected) => {
    expect(editDistance(one, two)).toBe(expected);
    expect(editDistance(two, one)).toBe(expected);
  });
});

describe('nearest', () => {
  const names = ['main', 'release-4.16', 'release-4.17', 'release-4.18', 'release-4.7', 'testing-devel'];
  it.each([
    ['mian', ['main']],
    ['release-4.19', ['release-4.16', 'release-4.17', 'release-4.18']],
    ['releese-4.17', ['release-4.17', 'release-4.16', 'release-4.18']],
    ['4.17', ['release-4.17']],
    ['Testing', ['testing-devel']],
    ['nowhere', []],
    ['', []],
  ])('to %j are %j', (word, expected) => {
    expect(nearest(word, names)).toEqual(expected);
  });
});
