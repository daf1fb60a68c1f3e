import { expect, it } from 'vitest';
import { byBytes, inOrder } from '../../../src/treefile/order.ts';

it.each([[['b', 'a', 'Z', '_', 'a-b', 'a.b', '']], [['b', '\u{1F600}', '\uE000', '\uFFFD', '\u00E9', 'a']]])(
  '%j is sorted as UTF-8',
  (names) => {
    const expected = [...names].sort((one, two) => Buffer.compare(Buffer.from(one), Buffer.from(two)));
    expect([...names].sort(byBytes)).toEqual(expected);
    expect(inOrder(new Map(names.map((name) => [name, `value of ${name}`])))).toEqual(
      expected.map((name) => `value of ${name}`),
    );
  },
);
