import { crc32, inflateRawSync } from 'node:zlib';
import { messageOf, UserError } from '../errors.ts';

/** Bytes of signatures and of the fixed parts of records (APPNOTE.TXT of PKWARE, sections 4.3.7, 4.3.12, 4.3.16). */
const END = { signature: 0x0605_4b50, size: 22 };
const CENTRAL = { signature: 0x0201_4b50, size: 46 };
const LOCAL = { signature: 0x0403_4b50, size: 30 };
const [STORED, DEFLATED] = [0, 8];
/** Entries; metadata has ten. */
const ENTRY_LIMIT = 1000;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * The files of a zip whose names are wanted. It is read by its table at the end, which a zip that was cut off lacks;
 * each file is checked against its size and checksum. What is not wanted is not unpacked, so a name can lead nowhere.
 *
 * The library that is here for artifacts reads zips as a stream: it takes a cut for an end, checks no checksum and
 * unpacks everything.
 *
 * @param limit bytes of one file, unpacked.
 * @throws UserError for what is damaged, encrypted, in several parts, or larger than is plausible.
 */
export function readZip(zip: Buffer, wanted: (name: string) => boolean, limit: number): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of entriesOf(zip)) {
    if (!wanted(entry.name)) continue;
    if (files.has(entry.name)) throw new UserError(`the zip has two files ${JSON.stringify(entry.name)}`);
    files.set(entry.name, contentOf(zip, entry, limit));
  }
  return files;
}

function entriesOf(zip: Buffer): Entry[] {
  // A comment of up to 64 KiB may follow; ours have none, but the format allows it.
  let end = zip.length - END.size;
  const lowest = Math.max(0, end - 0xffff);
  while (end >= lowest && zip.readUInt32LE(end) !== END.signature) end -= 1;
  if (end < lowest) throw new UserError('it is no zip, or was cut off: its table is missing');
  const [disk, first, here, count] = [4, 6, 8, 10].map((at) => zip.readUInt16LE(end + at));
  const [size, start] = [12, 16].map((at) => zip.readUInt32LE(end + at));
  if (disk !== 0 || first !== 0 || here !== count)
    throw new UserError('the zip is one of several parts, which is not read');
  if (count === undefined || size === undefined || start === undefined || count > ENTRY_LIMIT)
    throw new UserError(`the zip has ${count ?? 'no'} files, metadata has fewer than ${ENTRY_LIMIT}`);
  if (start + size > end) throw new UserError('the zip is damaged: its table lies outside of it');
  const entries: Entry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    need(zip, at, CENTRAL.size, CENTRAL.signature);
    const [flags = 0, method = 0] = [8, 10].map((of) => zip.readUInt16LE(at + of));
    const [crc = 0, packed = 0, full = 0] = [16, 20, 24].map((of) => zip.readUInt32LE(at + of));
    const [nameLength = 0, extra = 0, comment = 0] = [28, 30, 32].map((of) => zip.readUInt16LE(at + of));
    if ((flags & 1) !== 0) throw new UserError('the zip is encrypted');
    const name = zip.toString('utf8', at + CENTRAL.size, at + CENTRAL.size + nameLength);
    entries.push({ name, method, crc, packed, size: full, offset: zip.readUInt32LE(at + 42) });
    at += CENTRAL.size + nameLength + extra + comment;
  }
  return entries;
}

function contentOf(zip: Buffer, { name, method, crc, packed, size, offset }: Entry, limit: number): Buffer {
  const shown = JSON.stringify(name);
  if (size > limit || packed > limit)
    throw new UserError(`${shown} in the zip has ${size} bytes, more than ${limit} are not unpacked`);
  need(zip, offset, LOCAL.size, LOCAL.signature);
  const [nameLength = 0, extra = 0] = [26, 28].map((of) => zip.readUInt16LE(offset + of));
  const start = offset + LOCAL.size + nameLength + extra;
  const bytes = zip.subarray(start, start + packed);
  if (bytes.length !== packed) throw new UserError(`the zip was cut off within ${shown}`);
  const content = unpack(bytes, method, size, shown);
  if (content.length !== size || crc32(content) !== crc)
    throw new UserError(`${shown} in the zip is damaged: its size or checksum is wrong`);
  return content;
}

function unpack(bytes: Buffer, method: number, size: number, shown: string): Buffer {
  if (method === STORED) return bytes;
  if (method !== DEFLATED)
    throw new UserError(`${shown} in the zip is packed by method ${method}, expected 8`);
  try {
    // One byte more than it says it has is one too many.
    return inflateRawSync(bytes, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    throw new UserError(`${shown} in the zip is damaged: ${messageOf(error)}`, { cause: error });
  }
}

function need(zip: Buffer, at: number, size: number, signature: number): void {
  if (at + size > zip.length || zip.readUInt32LE(at) !== signature)
    throw new UserError('the zip is damaged: a record of it is not where its table says');
}
