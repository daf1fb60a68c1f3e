import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { ROOM } from './case-room.ts';
import { mutate } from './mutate.ts';
import { ESCAPES, type Target } from './target.ts';

const SEED = Buffer.concat([Buffer.from([0, 0, 0, 12]), Buffer.from('usr/a.repo\n'), Buffer.alloc(12)]);

/** A reader with a mistake in it. It refuses, rightly, what is too short. */
function planted(name: string, read: (length: number, input: Buffer, dir: string) => void): Target {
  return {
    name,
    generate: (random) => mutate(SEED, random, ESCAPES),
    run: async (input, dir) => {
      await Promise.resolve();
      if (input.length < 8) throw new UserError('too short');
      read(input.readUInt32BE(0), input, dir);
    },
    refuses: (error) => error instanceof UserError,
  };
}

let kept: Buffer[] = [];

/** Readers the fuzzer has to find something in: each has the mistake its name says, and the last has none. */
export const targets: readonly Target[] = [
  planted('believes-lengths', (length, input) => {
    input.readUInt8(4 + Math.min(length, 0xffff));
  }),
  planted('writes-anywhere', (_length, input, dir) => {
    const [name = ''] = input
      .subarray(4)
      .toString('latin1')
      .split(/[\n\0]/);
    const file = join(dir, name);
    // The mistake is real, the harm must not be: a path can lead up to the machine's own files.
    if (!file.startsWith(join(dir, ROOM, '/'))) throw new UserError('leads out of the room');
    try {
      writeFileSync(file, 'x');
    } catch {
      throw new UserError('cannot be written');
    }
  }),
  planted('writes-far-up', (_length, _input, dir) => {
    writeFileSync(join(dir, '..', '..', '..', 'escaped'), 'x');
  }),
  planted('follows-links', (_length, input, dir) => {
    if (!input.includes('link')) throw new UserError('not a link');
    writeFileSync(join(dir, 'link', 'escaped'), 'x');
  }),
  planted('never-ends', (length) => {
    if (length > 0x7fffffff) for (;;);
  }),
  planted('takes-all-memory', (length) => {
    kept = length > 0x7fffffff ? [Buffer.alloc(200 * 1024 * 1024, 1)] : [];
  }),
  planted('fills-the-heap', (length) => {
    const list: string[] = [];
    if (length > 0x7fffffff) for (;;) list.push(`element ${list.length}`);
  }),
  planted('throws-later', (length) => {
    queueMicrotask(() => {
      if (length > 0x7fffffff) throw new TypeError('later');
    });
  }),
  planted('makes-no-mistake', (length) => {
    if (length > 0x7fffffff || kept.length > 1) throw new UserError('too long');
  }),
];
