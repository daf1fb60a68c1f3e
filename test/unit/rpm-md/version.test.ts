import { describe, expect, it } from 'vitest';
import { compareEvr, compareVersions, formatEvr, parseEvr, type Order } from '../../../src/rpm-md/version.ts';

/** Each row is in order of age, by hand from the rules of rpm's manual; `=` between texts that are the same. */
const ROWS: readonly (readonly [string, '<' | '=', string])[] = [
  ['', '=', ''],
  ['1', '=', '1'],
  ['1', '<', '2'],
  ['9', '<', '10'],
  ['1.9', '<', '1.10'],
  ['1.0', '<', '1.0.1'],
  ['1.1', '=', '1.01'],
  ['1.000', '=', '1.0'],
  ['007', '=', '7'],
  ['0', '<', '00000000000000000001'],
  ['99999999999999999998', '<', '99999999999999999999'],
  ['20240101', '<', '99999999999999999999'],
  // What stands between parts only separates them, however much of it there is.
  ['1.0', '=', '1_0'],
  ['1..0', '=', '1.0'],
  ['1.0.', '=', '1.0'],
  ['2.0+', '=', '2.0'],
  ['+', '=', '_'],
  ['1.0', '=', '1\u00e40'],
  // Words are older than numbers, and a word more makes it newer.
  ['1.a', '<', '1.1'],
  ['a', '<', '1'],
  ['1.0', '<', '1.0a'],
  ['1.0a', '<', '1.0b'],
  ['1.0aa', '<', '1.0ab'],
  ['1.0Z', '<', '1.0a'],
  ['xyz10', '<', '10xyz'],
  ['1b', '<', '1b1'],
  ['5.5p1', '<', '5.5p2'],
  ['5.5p2', '<', '5.5p10'],
  ['1a2', '=', '1.a.2'],
  ['4.el9', '<', '4.el9_2'],
  ['4.el9', '<', '4.el10'],
  // A tilde is older than nothing.
  ['1.0~rc1', '<', '1.0'],
  ['1.0~rc1', '<', '1.0~rc2'],
  ['1.0~rc1', '<', '1.0~rc1.1'],
  ['1.0~rc1~git1', '<', '1.0~rc1'],
  ['1.0~~', '<', '1.0~'],
  ['~', '<', ''],
  ['~~', '<', '~'],
  ['~1', '<', '1'],
  ['1~', '<', '1'],
  // A caret is newer than nothing and older than anything else.
  ['1.0', '<', '1.0^'],
  ['1.0', '<', '1.0^git1'],
  ['1.0^git1', '<', '1.0^git2'],
  ['1.0^git1', '<', '1.0.1'],
  ['1.0^git1', '<', '1.1'],
  ['1.0^git1~pre', '<', '1.0^git1'],
  ['1.0~rc1', '<', '1.0~rc1^git1'],
  ['1.0~rc1^git1', '<', '1.0'],
  ['', '<', '^'],
  ['^', '=', '^'],
  ['~', '<', '^'],
];

const opposite = (order: Order): Order => (order === 0 ? 0 : order > 0 ? -1 : 1);

describe('versions', () => {
  it.each(ROWS)('%j %s %j', (left, relation, right) => {
    const expected: Order = relation === '=' ? 0 : -1;
    expect(compareVersions(left, right)).toBe(expected);
    expect(compareVersions(right, left)).toBe(opposite(expected));
  });

  it('are in one order, whichever two are compared', () => {
    const sorted = ['~~', '~', '', '^', 'a', '0', '1~rc', '1', '1^git', '1a', '1.0', '1.1', '2', '10'];
    for (const [one, left] of sorted.entries()) {
      for (const [two, right] of sorted.entries()) {
        expect([left, right, compareVersions(left, right)]).toEqual([left, right, Math.sign(one - two)]);
      }
    }
  });
});

describe('epoch, version and release', () => {
  it.each([
    ['1', { epoch: '', version: '1', release: '' }],
    ['1-2', { epoch: '', version: '1', release: '2' }],
    ['3:1-2', { epoch: '3', version: '1', release: '2' }],
    [':1', { epoch: '', version: '1', release: '' }],
    ['1-2-3', { epoch: '', version: '1-2', release: '3' }],
    ['a:1', { epoch: '', version: 'a:1', release: '' }],
  ])('%s is read', (text, expected) => {
    expect(parseEvr(text)).toEqual(expected);
  });

  it.each([
    ['1-1', '<', '1:0-1'],
    ['2:1-1', '<', '10:1-1'],
    ['0:1-1', '=', '1-1'],
    ['1-1', '<', '1-2'],
    ['1', '<', '1-1'],
    ['1.0-9', '<', '1.1-1'],
  ] as const)('%s %s %s', (left, relation, right) => {
    const expected: Order = relation === '=' ? 0 : -1;
    expect(compareEvr(parseEvr(left), parseEvr(right))).toBe(expected);
    expect(compareEvr(parseEvr(right), parseEvr(left))).toBe(opposite(expected));
  });

  it.each(['1', '1-2', '3:1-2', '1~rc1-0.1^git'])('%s is written as it was read', (text) => {
    expect(formatEvr(parseEvr(text))).toBe(text);
  });

  it('an epoch of 0 is not written', () => {
    expect(formatEvr({ epoch: '0', version: '1', release: '2' })).toBe('1-2');
  });
});
