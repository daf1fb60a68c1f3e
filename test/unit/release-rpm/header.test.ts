import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { readFileList } from '../../../src/release-rpm/file-list.ts';
import { readHeader } from '../../../src/release-rpm/header.ts';
import { TAG } from '../../../src/release-rpm/tags.ts';
import { ENTRY_SIZE, INDEX_START, makeHeader, type TagValue } from '../../support/rpm/header.ts';

const TAGS: Record<number, TagValue> = {
  [TAG.name]: { text: 'name' },
  [TAG.fileSizes]: { int32: [1, 2] },
  [TAG.dirNames]: { texts: ['/a/', '/b/'] },
};

/** Writes a 32-bit number into a field of an index entry (0 tag, 1 type, 2 offset, 3 count), or of the preamble. */
function lie(entry: number | 'preamble', field: number, value: number): Buffer {
  const header = makeHeader(63, TAGS);
  const start = entry === 'preamble' ? 0 : INDEX_START + entry * ENTRY_SIZE;
  header.writeUInt32BE(value >>> 0, start + field * 4);
  return header;
}

describe('readHeader', () => {
  it('reads every type', () => {
    const header = readHeader(
      makeHeader(63, { ...TAGS, 5008: { int64: [2n ** 40n] }, 5999: { bytes: Buffer.from('ab') } }),
      0,
      'x',
    );
    expect(header.strings(TAG.name)).toEqual(['name']);
    expect(header.numbers(TAG.fileSizes)).toEqual([1n, 2n]);
    expect(header.strings(TAG.dirNames)).toEqual(['/a/', '/b/']);
    expect(header.numbers(TAG.longFileSizes)).toEqual([2n ** 40n]);
    expect(header.binary(5999)?.toString()).toBe('ab');
    expect(header.strings(TAG.fileSizes)).toEqual([]);
    expect(header.binary(TAG.name)).toBeUndefined();
  });

  it.each([
    ['no entries', lie('preamble', 2, 0), /claims 0 entries/],
    ['more entries than rpm allows', lie('preamble', 2, 0x10001), /claims 65537 entries/],
    ['a negative count of entries', lie('preamble', 2, -1), /claims 4294967295 entries/],
    ['64 MiB of data', lie('preamble', 3, 64 * 1024 * 1024), /claims 4 entries and 67108864 bytes/],
    ['more data than there are', lie('preamble', 3, 1000), /ends inside a header/],
    ['an offset behind the data', lie(1, 2, 5000), /tag 1000: it lies outside/],
    ['a negative offset', lie(1, 2, -4), /tag 1000: it lies outside/],
    ['a count that overflows 32 bits', lie(2, 3, 0x4000_0001), /tag 1028: it lies outside/],
    ['a negative count', lie(2, 3, -1), /tag 1028: it lies outside/],
    ['a count of nothing', lie(2, 3, 0), /tag 1028: it is empty/],
    ['two single texts', lie(1, 3, 2), /tag 1000: it claims to be 2 single texts/],
    ['a type nobody gave away', lie(1, 1, 10), /tag 1000: there is no type 10/],
    ['numbers at odd places', lie(2, 2, 5), /tag 1028: its numbers begin at byte 5/],
    ['one tag twice', lie(2, 0, TAG.name), /tag 1000 is there twice/],
    ['a region that is not first', lie(2, 0, 63), /tag 63: its region is not its first entry/],
    ['a region of another type', lie(0, 1, 6), /tag 63: its region tag is of another kind/],
    ['a region of another size', lie(0, 3, 32), /tag 63: its region tag is of another kind/],
    ['a region outside of the data', lie(0, 2, 0x7fff_fff0), /tag 63: its region lies outside/],
    ['a region over something else', lie(0, 2, 0), /tag 63: its region has no end/],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => readHeader(bytes, 0, 'a.rpm')).toThrow(UserError);
    expect(() => readHeader(bytes, 0, 'a.rpm')).toThrow(message);
  });

  it.each([0, 16, -16 * 5, -15, -0x8000_0000])(
    'refuses a region that claims an index of %d bytes',
    (size) => {
      const bytes = makeHeader(63, TAGS);
      bytes.writeInt32BE(size, bytes.length - 8);
      expect(() => readHeader(bytes, 0, 'x')).toThrow(/tag 63: its region claims/);
    },
  );

  it('refuses an array of more elements than any package has, before it makes them', () => {
    const texts = Buffer.alloc(1_000_001);
    const header = makeHeader(63, { [TAG.baseNames]: { bytes: texts } });
    header.writeUInt32BE(8, INDEX_START + ENTRY_SIZE + 4);
    expect(() => readHeader(header, 0, 'x')).toThrow(/tag 1117: it claims 1000001 elements/);
  });

  it('says which text has no end', () => {
    const header = readHeader(lie(3, 3, 20), 0, 'x');
    expect(() => header.strings(TAG.dirNames)).toThrow(/tag 1118: a text has no end/);
  });

  it('refuses every truncation', () => {
    const whole = makeHeader(63, TAGS);
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => readHeader(whole.subarray(0, length), 0, 'x'), `${length}`).toThrow(UserError);
    }
  });

  it('reads texts that are not UTF-8 as Latin-1', () => {
    const header = readHeader(makeHeader(63, { 1000: { text: Buffer.from('caf\xe9', 'latin1') } }), 0, 'x');
    expect(header.strings(1000)).toEqual(['café']);
  });
});

describe('readFileList', () => {
  const list = (tags: Record<number, TagValue>): ReturnType<typeof readFileList> =>
    readFileList(readHeader(makeHeader(63, tags), 0, 'a.rpm'), 'a.rpm');
  const two: Record<number, TagValue> = {
    [TAG.fileSizes]: { int32: [1, 2] },
    [TAG.fileModes]: { int16: [0o100644, 0o100644] },
    [TAG.dirIndexes]: { int32: [0, 1] },
    [TAG.baseNames]: { texts: ['x', 'y'] },
    [TAG.dirNames]: { texts: ['/a/', '/b/'] },
  };

  it('joins names and directories', () => {
    expect(list(two).map(({ path, size }) => [path, size])).toEqual([
      ['/a/x', 1],
      ['/b/y', 2],
    ]);
  });

  it('takes the long sizes of packages with files over 4 GB', () => {
    const { [TAG.fileSizes]: _short, ...rest } = two;
    const sizes = list({ ...rest, [TAG.longFileSizes]: { int64: [5n * 2n ** 30n, 0n] } }).map(
      ({ size }) => size,
    );
    expect(sizes).toEqual([5 * 2 ** 30, 0]);
  });

  it.each([
    ['fewer sizes', { [TAG.fileSizes]: { int32: [1] } }, /tag 1028 has 1 elements for 2 files/],
    ['more modes', { [TAG.fileModes]: { int16: [1, 2, 3] } }, /tag 1030 has 3 elements for 2 files/],
    ['fewer digests', { [TAG.fileDigests]: { texts: ['0'] } }, /tag 1035 has 1 elements for 2 files/],
    ['fewer directories', { [TAG.dirIndexes]: { int32: [0] } }, /2 names have 1 directories/],
    ['a directory that is not there', { [TAG.dirIndexes]: { int32: [0, 7] } }, /directory 7, which is not/],
    [
      'a size beyond all',
      { [TAG.longFileSizes]: { int64: [2n ** 63n, 0n] } },
      /a file of 9223372036854775808 bytes/,
    ],
  ])('refuses %s', (_what, tags, message) => {
    expect(() => list({ ...two, ...tags })).toThrow(message);
  });

  it('refuses names that are small in the header and fill the memory outside of it', () => {
    const count = 70;
    const tags = {
      [TAG.fileSizes]: { int32: Array.from({ length: count }, () => 0) },
      [TAG.fileModes]: { int16: Array.from({ length: count }, () => 0) },
      [TAG.dirIndexes]: { int32: Array.from({ length: count }, () => 0) },
      [TAG.baseNames]: { texts: Array.from({ length: count }, () => 'x') },
      [TAG.dirNames]: { texts: ['/'.repeat(1024 * 1024)] },
    };
    expect(() => list(tags)).toThrow(/its names have more than 67108864 bytes/);
  });
});
