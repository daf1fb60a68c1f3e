import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { interleaved, median, met, peakMemory } from '../../bench/measure.ts';
import { treeSize } from '../../bench/tree-size.ts';
import { tempDir } from '../../support/temp.ts';

describe('measuring', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[10, 9, 2, 1], 5.5],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('takes the sides in turns and does not count the warm-up', async () => {
    const order: string[] = [];
    const side = (name: string, values: readonly number[]) => async (round: number) => {
      order.push(`${name}${round}`);
      return await Promise.resolve(values[round] ?? NaN);
    };
    const sides = { a: side('a', [100, 1, 3, 2]), b: side('b', [100, 6, 5, 4]) };
    expect(await interleaved(sides, 3)).toEqual({ a: 2, b: 5 });
    expect(order).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2', 'a3', 'b3']);
  });

  it('says whether an aim is met, whichever way it points', () => {
    const row = { what: 'x', unit: 's' } as const;
    expect(met({ ...row, value: 4, aim: { most: 4 } })).toBe(true);
    expect(met({ ...row, value: 4.1, aim: { most: 4 } })).toBe(false);
    expect(met({ ...row, value: 2.9, aim: { least: 3 } })).toBe(false);
    expect(met({ ...row, value: 3, aim: { least: 3 } })).toBe(true);
    expect(met({ ...row, value: 3 })).toBeUndefined();
  });

  it('sees the memory of a process, and nothing where there is none', async () => {
    expect(await peakMemory('self')).toBeGreaterThan(10);
    expect(await peakMemory(2 ** 22 + 1)).toBeUndefined();
  });
});

describe('the size of a tree', () => {
  it('counts each file once, and not what is left out', async () => {
    const dir = await tempDir();
    await mkdir(join(dir, 'ours'));
    await mkdir(join(dir, 'theirs'));
    await writeFile(join(dir, 'ours', 'a'), Buffer.alloc(3_000_000, 1));
    const before = await treeSize(dir, ['theirs']);
    expect(before).toBeGreaterThanOrEqual(3);
    await link(join(dir, 'ours', 'a'), join(dir, 'ours', 'b'));
    await writeFile(join(dir, 'theirs', 'c'), Buffer.alloc(3_000_000, 1));
    // A link to what the assembler made costs nothing.
    await link(join(dir, 'theirs', 'c'), join(dir, 'ours', 'c'));
    expect(await treeSize(dir, ['theirs'])).toBeLessThan(before + 1);
    expect(await treeSize(dir, [])).toBeGreaterThanOrEqual(6);
  });
});
