import type { Random } from './random.ts';

/** Numbers readers go wrong at: around the ends of their types, and what is too large to be had. */
const NUMBERS = [0, 1, 2, 0x7f, 0x80, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];
/** No case gets larger, in bytes: a reader that takes seconds for it takes hours for what a mirror may send. */
const SIZE_LIMIT = 256 * 1024;
/** One of so many repetitions goes on to that size; each costs as much as a hundred small cases. */
const LARGE = 200;

type Mutator = (input: Buffer, random: Random, words: readonly string[]) => Buffer;

const MUTATORS: readonly Mutator[] = [
  // Bit flips.
  (input, random) => {
    const changed = Buffer.from(input);
    for (let left = 1 + random.below(8); left > 0 && changed.length > 0; left -= 1) {
      const at = random.below(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
    }
    return changed;
  },
  // Truncation.
  (input, random) => input.subarray(0, random.below(input.length + 1)),
  // Length fields: binary of 16 and 32 bits, and the hex digits of an archive.
  (input, random) => {
    const changed = Buffer.from(input);
    const number = random.once(3) ? random.below(2 ** 32) : random.pick(NUMBERS);
    const field = Buffer.alloc(4);
    field.writeUInt32BE(number);
    const text = random.once(3) ? Buffer.from(number.toString(16).padStart(8, '0')) : field;
    const at = random.below(Math.max(1, changed.length - text.length + 1));
    (random.once(4) ? text.subarray(-2) : text).copy(changed, random.once(2) ? at - (at % 4) : at);
    return changed;
  },
  // Nesting: a piece many times over.
  (input, random) => {
    const [start, end] = piece(input, random);
    const part = input.subarray(start, Math.min(end, start + 32));
    const times = random.once(LARGE)
      ? Math.floor(SIZE_LIMIT / Math.max(1, part.length))
      : 1 + random.below(64);
    const repeated = Array.from({ length: times }, () => part);
    return Buffer.concat([input.subarray(0, start), ...repeated, input.subarray(start)]);
  },
  // A word of the format, or one that leads out, in place of something or in between.
  (input, random, words) => {
    const [start, end] = piece(input, random);
    const word = Buffer.from(random.pick(words));
    return Buffer.concat([input.subarray(0, start), word, input.subarray(random.once(2) ? start : end)]);
  },
  // A word many times over.
  (input, random, words) => {
    const [start] = piece(input, random);
    const word = random.pick(words);
    const times = random.once(LARGE) ? SIZE_LIMIT / Math.max(1, word.length) : 1 + random.below(64);
    return Buffer.concat([input.subarray(0, start), Buffer.from(word.repeat(times)), input.subarray(start)]);
  },
  // A piece left out.
  (input, random) => {
    const [start, end] = piece(input, random);
    return Buffer.concat([input.subarray(0, start), input.subarray(end)]);
  },
  // A line twice, or in another place.
  (input, random) => {
    const lines = input.toString('latin1').split('\n');
    const line = random.pick(lines);
    if (random.once(2)) lines.splice(random.below(lines.length), 1);
    lines.splice(random.below(lines.length + 1), 0, line);
    return Buffer.from(lines.join('\n'), 'latin1');
  },
];

/** Changes an input in one to four ways. `words` are what the format is made of, and what leads out of it. */
export function mutate(input: Buffer, random: Random, words: readonly string[]): Buffer {
  let changed = input;
  for (let left = 1 + random.below(4); left > 0; left -= 1) {
    changed = random.pick(MUTATORS)(changed, random, words).subarray(0, SIZE_LIMIT);
  }
  return changed;
}

function piece(input: Buffer, random: Random): [number, number] {
  const start = random.below(input.length + 1);
  return [start, Math.min(input.length, start + random.below(64))];
}
