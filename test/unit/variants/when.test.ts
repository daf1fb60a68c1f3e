import { expect, it } from 'vitest';
import { whenText } from '../../../src/variants/when.ts';

interface Labelled {
  readonly arch: string;
  readonly stream: string;
}

const all = ['x86_64', 's390x'].flatMap((arch) =>
  ['a', 'b', 'c'].map((stream): Labelled => ({ arch, stream })),
);
const labelsOf = ({ arch, stream }: Labelled): Map<string, string> =>
  new Map([
    ['arch', arch],
    ['stream', stream],
  ]);

it.each([
  [[0, 1, 2, 3, 4, 5], undefined],
  [[0, 1, 2], 'only on x86_64'],
  [[1, 4], 'only with stream=b'],
  [[0, 1, 3, 4], 'only with stream a, b'],
  [[0, 1], 'only on x86_64 with stream a, b'],
  [[0, 4], 'only on x86_64 with stream=a; on s390x with stream=b'],
])('%j: %s', (indexes, expected) => {
  const seen = new Set(indexes.flatMap((index) => all[index] ?? []));
  expect(whenText(seen, all, labelsOf)).toBe(expected);
});

it('names manifests and their build arguments', () => {
  const made = ['', 'a.conf', 'b.conf'].flatMap((args) => ['m', 'n'].map((manifest) => ({ manifest, args })));
  const of = (indexes: readonly number[]): string | undefined =>
    whenText(
      new Set(indexes.flatMap((index) => made[index] ?? [])),
      made,
      ({ manifest, args }) =>
        new Map([
          ['manifest', manifest],
          ['build-args', args],
        ]),
    );
  expect(of([0, 2, 4])).toBe('only in m');
  expect(of([2, 3])).toBe('only with a.conf');
  expect(of([0])).toBe('only in m with no build arguments');
});
