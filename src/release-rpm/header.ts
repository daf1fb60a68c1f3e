import { UserError } from '../errors.ts';

/** A header's data store is refused beyond this, in bytes; the largest real ones have a few MiB. */
const HEADER_LIMIT = 64 * 1024 * 1024;
const MAGIC = Buffer.from([0x8e, 0xad, 0xe8, 0x01]);

/** Bytes of one element by rpm's type number: char, int8, int16, int32, int64; strings are counted by their NULs. */
const WIDTHS: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1 };

/** One header of a package: the signature header or the main one. */
export interface Header {
  /** Its bytes from the magic to the end of the data store. */
  readonly bytes: Buffer;
  /** First byte after it. */
  readonly end: number;
  strings(tag: number): string[];
  numbers(tag: number): bigint[];
  binary(tag: number): Buffer | undefined;
}

interface Entry {
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}

/**
 * Reads the header at `start`. Every count and offset is checked against the data before it is used.
 *
 * @throws UserError that says what the header claims.
 */
export function readHeader(file: Buffer, start: number, name: string): Header {
  const damaged = (what: string): never => {
    throw new UserError(`${name}: not a usable rpm: ${what}`);
  };
  if (start + 16 > file.length) damaged('it ends inside a header');
  if (!file.subarray(start, start + 4).equals(MAGIC)) damaged(`no header at byte ${start}`);
  const count = file.readUInt32BE(start + 8);
  const size = file.readUInt32BE(start + 12);
  if (count > HEADER_LIMIT / 16 || size > HEADER_LIMIT)
    damaged(`a header claims ${count} entries and ${size} bytes`);
  const data = start + 16 + count * 16;
  const end = data + size;
  if (end > file.length) damaged('it ends inside a header');
  const store = file.subarray(data, end);
  const entries = new Map<number, Entry>();
  for (let index = 0; index < count; index += 1) {
    const at = start + 16 + index * 16;
    const entry = {
      type: file.readUInt32BE(at + 4),
      offset: file.readUInt32BE(at + 8),
      count: file.readUInt32BE(at + 12),
    };
    const width = WIDTHS[entry.type] ?? 1;
    if (entry.offset > size || entry.count > size || entry.offset + entry.count * width > size) {
      damaged(`tag ${file.readUInt32BE(at)} lies outside of its header`);
    }
    entries.set(file.readUInt32BE(at), entry);
  }
  return {
    bytes: file.subarray(start, end),
    end,
    strings: (tag) => {
      const entry = entries.get(tag);
      if (entry === undefined || ![6, 8, 9].includes(entry.type)) return [];
      const values: string[] = [];
      let at = entry.offset;
      for (let index = 0; index < entry.count; index += 1) {
        const stop = store.indexOf(0, at);
        if (stop < 0) return damaged(`a text of tag ${tag} has no end`);
        values.push(store.toString('utf8', at, stop));
        at = stop + 1;
      }
      return values;
    },
    numbers: (tag) => {
      const entry = entries.get(tag);
      const width = entry === undefined ? undefined : WIDTHS[entry.type];
      if (entry === undefined || width === undefined) return [];
      return Array.from({ length: entry.count }, (_, index) => {
        const at = entry.offset + index * width;
        return width === 8 ? store.readBigUInt64BE(at) : BigInt(store.readUIntBE(at, width));
      });
    },
    binary: (tag) => {
      const entry = entries.get(tag);
      return entry?.type === 7 ? store.subarray(entry.offset, entry.offset + entry.count) : undefined;
    },
  };
}
