import { describe, expect, it } from 'vitest';
import { readZip } from '../../../src/state/zip.ts';
import { makeZip } from '../../support/zip.ts';

const all = (): boolean => true;
const two = makeZip([
  { name: 'record.json', content: '{"a": 1}'.repeat(100) },
  { name: 'meta.json', content: '' },
]);

describe('a zip of metadata', () => {
  it('gives the files that are wanted', () => {
    const files = readZip(two, (name) => name !== 'meta.json', 10_000);
    expect([...files].map(([name, content]) => [name, content.length])).toEqual([['record.json', 800]]);
    expect(readZip(two, all, 10_000).get('meta.json')?.length).toBe(0);
  });

  it('may have a comment at its end', () => {
    expect(readZip(Buffer.concat([two, Buffer.from('a comment')]), all, 10_000).size).toBe(2);
  });

  it('is refused wherever it was cut off', () => {
    for (let length = 0; length < two.length; length += 1)
      expect(() => readZip(two.subarray(0, length), all, 10_000), `${length} bytes`).toThrow(/zip/);
  });

  it('is refused when any byte of its content is another', () => {
    const [one] = [makeZip([{ name: 'a', content: 'some content, some more content' }])];
    // The bytes of the file, after its header of 30 bytes and its name.
    for (let at = 31; at < one.length - 46 - 1 - 22; at += 1) {
      const damaged = Buffer.from(one);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      expect(() => readZip(damaged, all, 10_000), `byte ${at}`).toThrow(/damaged/);
    }
  });

  it.each([
    ['a wrong checksum', [{ name: 'a', content: 'x', crc: 1 }], /"a" in the zip is damaged/],
    ['less than it says', [{ name: 'a', content: 'xxx', size: 4 }], /"a" in the zip is damaged/],
    ['more than it says', [{ name: 'a', content: 'x'.repeat(5000), size: 10 }], /"a" in the zip is damaged/],
    ['more than is plausible', [{ name: 'a', content: 'x', size: 10_001 }], /more than 10000/],
    ['a password', [{ name: 'a', content: 'x', flags: 1 }], /encrypted/],
    [
      'one name twice',
      [
        { name: 'a', content: 'x' },
        { name: 'a', content: 'y' },
      ],
      /two files "a"/,
    ],
  ])('is refused with %s', (_what, files, message) => {
    expect(() => readZip(makeZip(files), all, 10_000)).toThrow(message);
  });

  it('is not unpacked where nobody asked', () => {
    const zip = makeZip([{ name: '../../outside', content: 'x', crc: 1 }]);
    expect(readZip(zip, (name) => name === 'record.json', 10_000).size).toBe(0);
  });
});
