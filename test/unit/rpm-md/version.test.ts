import { describe, expect, it } from 'vitest';
import { VERSION_ROWS } from '../../support/rpm-md/version-rows.ts';
import { compareEvr, compareVersions, formatEvr, parseEvr, type Order } from '../../../src/rpm-md/version.ts';

const opposite = (order: Order): Order => (order === 0 ? 0 : order > 0 ? -1 : 1);

describe('versions', () => {
  it.each(VERSION_ROWS)('%j %s %j', (left, relation, right) => {
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
    ['2.0-1', '<', '1:1.0-1'],
    ['2.0-1.fc40', '<', '2.0-1.fc41'],
    ['1.0^git1-1', '<', '1.0.1-1'],
    ['1.0~rc1-1', '<', '1.0-1'],
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
