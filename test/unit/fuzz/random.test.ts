import { describe, expect, it } from 'vitest';
import { mutate } from '../../fuzz/mutate.ts';
import { Random } from '../../fuzz/random.ts';

describe('cases of the fuzzer', () => {
  it('makes the same cases from the same words, and others from others', () => {
    const make = (...words: (string | number)[]): string =>
      mutate(Buffer.from('some seed text'), new Random(...words), ['word']).toString('hex');
    expect(make('a', 'rpm', 1)).toBe(make('a', 'rpm', 1));
    const different = new Set(Array.from({ length: 100 }, (_, index) => make('a', 'rpm', index)));
    expect(different.size).toBeGreaterThan(60);
  });
});
