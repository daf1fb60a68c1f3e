import { describe, expect, it } from 'vitest';
import { announcePair, pairInUse } from '../../../src/commands/pair-in-use.ts';
import { baseSource } from '../../../src/commands/prepare.ts';
import { PAIRS, pairFor } from '../../../src/config-tree/pairs.ts';
import { placeholderValues } from '../../../src/config-tree/placeholders.ts';
import { MemoryLog } from '../../support/memory-log.ts';

const PAIR = pairFor('el9');

describe('the pair in use', () => {
  it('is the one of the target, unless base and assembler are both given', () => {
    expect(pairInUse({ baseConfig: undefined }, 'el9')).toBe(PAIR);
    expect(pairInUse({ baseConfig: '/base', assemblerImage: undefined }, 'el9')).toBe(PAIR);
    expect(pairInUse({ baseConfig: undefined, assemblerImage: 'r/a:b' }, 'el9')).toBe(PAIR);
    expect(pairInUse({ baseConfig: '/base', assemblerImage: 'r/a:b' }, 'el9')).toBeUndefined();
    expect(pairInUse({ baseConfig: undefined }, 'el42')).toBeUndefined();
  });

  it('says how far it was tried, and what to know of it', () => {
    const log = new MemoryLog();
    announcePair(PAIR, log);
    const said = log.of('info').join('\n');
    expect(said).toContain(`(verified: ${PAIR?.verified})`);
    expect(said).toContain(PAIR?.remark);
    expect(said).toContain(PAIR?.include);
    const silent = new MemoryLog();
    announcePair(undefined, silent);
    expect(silent.said).toEqual([]);
  });

  it('decides whether submodules are fetched; of a base that is given they are', () => {
    const inputs = { baseConfig: undefined, baseConfigRef: undefined };
    for (const pair of PAIRS) {
      expect(baseSource(inputs, pair.target)).toMatchObject({ submodules: pair.submodules });
    }
    expect(baseSource({ ...inputs, baseConfig: '/base' }, 'el9')).toMatchObject({ submodules: true });
  });

  it('defines placeholders for its target, under those of the input', () => {
    const given = { ovirtVersion: undefined, target: 'el9', arch: 'x86_64', variables: { MINE: 'input' } };
    const values = placeholderValues(given, {
      variables: { MINE: 'pair', OF_PAIR: 'pair', TARGET: 'other' },
    });
    expect(values).toMatchObject({ MINE: 'input', OF_PAIR: 'pair', TARGET: 'other', RELEASEVER: '9' });
    expect(placeholderValues(given)).toEqual(placeholderValues(given, PAIR));
  });
});
