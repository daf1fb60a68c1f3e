import { expect, it } from 'vitest';
import { Progress } from '../../../src/publish/progress.ts';

/** Lines said when `bytes` are reached at second `at`. */
function lines(total: number, steps: readonly [bytes: number, at: number][]): string[] {
  const said: string[] = [];
  let now = 0;
  const progress = new Progress(
    'node.iso',
    total,
    (text) => said.push(text),
    () => now * 1000,
  );
  for (const [bytes, at] of steps) {
    now = at;
    progress.reached(bytes);
  }
  return said;
}

it('speaks at every tenth, with the speed since it spoke last', () => {
  const total = 2048e6;
  expect(
    lines(total, [
      [100e6, 2],
      [820e6, 10],
      [900e6, 12],
      [1100e6, 14],
    ]),
  ).toEqual(['node.iso: 40 % (820 of 2048 MB), 82 MB/s', 'node.iso: 53 % (1100 of 2048 MB), 70 MB/s']);
});

it('speaks after ten seconds, however little has come', () => {
  const steps: [number, number][] = [
    [1e6, 9],
    [2e6, 10],
    [3e6, 19],
    [4e6, 20],
  ];
  expect(lines(1000e6, steps)).toEqual([
    'node.iso: 0 % (2 of 1000 MB), 0 MB/s',
    'node.iso: 0 % (4 of 1000 MB), 0 MB/s',
  ]);
});

it('is quiet about what takes a second, and leaves the end to the result', () => {
  const blocks = Array.from({ length: 10 }, (_, index): [number, number] => [index * 8e6, index * 0.09]);
  expect(lines(80e6, blocks)).toEqual([]);
  expect(lines(80e6, [[80e6, 60]])).toEqual([]);
});

it('never floods, whatever the size: at most a line a second and one for each tenth or ten seconds', () => {
  const blocks = Array.from({ length: 2500 }, (_, index): [number, number] => [index * 8e6, index * 0.02]);
  expect(lines(20_000e6, blocks).length).toBeLessThanOrEqual(15);
});
