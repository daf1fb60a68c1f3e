import { UserError } from '../errors.ts';
import { isRegion, regionProblem, type RegionEntry } from './region.ts';
import { decodeText } from './text.ts';

/** Index and data of a header together are refused beyond this, in bytes; the largest real ones have a few MiB. */
const HEADER_LIMIT = 64 * 1024 * 1024;
/** rpm's own limit of entries in an index. */
const ENTRY_LIMIT = 0x1_0000;
/** Elements of one array; the package with the most files of a distribution has a few hundred thousand. */
const ELEMENT_LIMIT = 1_000_000;
const MAGIC = Buffer.from([0x8e, 0xad, 0xe8, 0x01]);
const PREAMBLE = 16;
const ENTRY_SIZE = 16;

/** Bytes of one element by rpm's type number: char, int8, int16, int32, int64, binary. */
const WIDTHS: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1 };
const STRING = 6;
/** A string, an array of strings, strings by language. */
const TEXTS: ReadonlySet<number> = new Set([STRING, 8, 9]);
const LAST_TYPE = 9;

/** One header of a package: the signature header or the main one. */
export interface Header {
  /** Its bytes from the magic to the end of the data store. */
  readonly bytes: Buffer;
  /** First byte after it. */
  readonly end: number;
  /** Texts of a tag; empty when it is not there or of another type. @throws UserError for a text without an end. */
  strings(tag: number): string[];
  /** The same texts as bytes, for names that need not be UTF-8. */
  texts(tag: number): Buffer[];
  numbers(tag: number): bigint[];
  binary(tag: number): Buffer | undefined;
}

/**
 * Reads the header at `start`. Every count and offset is checked against the data before it is used, in the way rpm
 * checks them (lib/header.cc: types, alignment, ranges, region).
 *
 * @throws UserError that says what the header claims.
 */
export function readHeader(file: Buffer, start: number, name: string): Header {
  const damaged = (what: string): never => {
    throw new UserError(`${name}: not a usable rpm: ${what}`);
  };
  if (start + PREAMBLE > file.length) damaged('it ends inside a header');
  if (!file.subarray(start, start + 4).equals(MAGIC)) damaged(`no header at byte ${start}`);
  const count = file.readUInt32BE(start + 8);
  const size = file.readUInt32BE(start + 12);
  const total = PREAMBLE + count * ENTRY_SIZE + size;
  if (count === 0 || count > ENTRY_LIMIT || total > HEADER_LIMIT)
    damaged(`a header claims ${count} entries and ${size} bytes`);
  const end = start + total;
  if (end > file.length) damaged('it ends inside a header');
  const store = file.subarray(end - size, end);
  const entries = new Map<number, RegionEntry>();
  for (let index = 0; index < count; index += 1) {
    const at = start + PREAMBLE + index * ENTRY_SIZE;
    const entry = {
      tag: file.readUInt32BE(at),
      type: file.readUInt32BE(at + 4),
      offset: file.readUInt32BE(at + 8),
      count: file.readUInt32BE(at + 12),
    };
    const problem = isRegion(entry.tag)
      ? index === 0
        ? regionProblem(entry, count, store)
        : 'its region is not its first entry'
      : entryProblem(entry, size);
    if (problem !== undefined) damaged(`tag ${entry.tag}: ${problem}`);
    // Which of two would be meant is for every reader to guess, so that two could see two different packages.
    if (entries.has(entry.tag)) damaged(`tag ${entry.tag} is there twice`);
    entries.set(entry.tag, entry);
  }
  const texts = (tag: number): Buffer[] => {
    const entry = entries.get(tag);
    if (entry === undefined || !TEXTS.has(entry.type)) return [];
    const values: Buffer[] = [];
    for (let at = entry.offset; values.length < entry.count;) {
      const stop = store.indexOf(0, at);
      if (stop < 0) return damaged(`tag ${tag}: a text has no end`);
      values.push(store.subarray(at, stop));
      at = stop + 1;
    }
    return values;
  };
  return {
    bytes: file.subarray(start, end),
    end,
    texts,
    strings: (tag) => texts(tag).map(decodeText),
    numbers: (tag) => {
      const entry = entries.get(tag);
      const width = entry === undefined || entry.type === 7 ? undefined : WIDTHS[entry.type];
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

/** What is wrong with an entry that is no region. */
function entryProblem({ type, offset, count }: RegionEntry, size: number): string | undefined {
  if (type > LAST_TYPE) return `there is no type ${type}`;
  if (count === 0) return 'it is empty';
  const width = WIDTHS[type];
  // A text takes at least the byte that ends it; where it ends is looked at when it is read.
  if (offset >= size || count > size || offset + count * (width ?? 1) > size)
    return 'it lies outside of its header';
  if (type === STRING && count !== 1) return `it claims to be ${count} single texts`;
  if (type !== 7 && count > ELEMENT_LIMIT) return `it claims ${count} elements`;
  if (width !== undefined && offset % width !== 0) return `its numbers begin at byte ${offset}`;
  return undefined;
}
