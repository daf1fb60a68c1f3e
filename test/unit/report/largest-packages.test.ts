import { expect, it } from 'vitest';
import { largestPackages } from '../../../src/report/largest-packages.ts';

it('lists the largest packages with their share, the largest first', () => {
  const text = largestPackages({ 'a-1-1.noarch': 1024, 'b-1-1.noarch': 3072, 'empty-1-1.noarch': 0 });
  expect(text).toContain('the largest of 3 packages, 4.0 KiB installed');
  expect(text.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
    '| `b-1-1.noarch` | 3.0 KiB | 75.0 % |',
    '| `a-1-1.noarch` | 1.0 KiB | 25.0 % |',
  ]);
});

it('lists 20 of them, whatever they are called', () => {
  const sizes = Object.fromEntries(
    Array.from({ length: 50 }, (_item, index) => [`|\`<b>${'x'.repeat(index * 20)}`, 1]),
  );
  const text = largestPackages(sizes);
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toHaveLength(20);
  expect(text.replaceAll(/`[^`]*`/g, '')).not.toContain('<b>');
  expect(text.length).toBeLessThan(20 * 300);
});

it('is nothing where no size is known', () => {
  expect(largestPackages(undefined)).toBe('');
  expect(largestPackages({ 'empty-1-1.noarch': 0 })).toBe('');
});
