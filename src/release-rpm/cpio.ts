import type { ByteReader } from './byte-reader.ts';
import { EndOfBytes } from './byte-reader.ts';

/** How an entry says which file it is: by name (one character a byte), or by its place in the header's list. */
export type MemberName = { readonly raw: string } | { readonly index: number };

/** Told of each entry of an archive, in its order. */
export interface CpioVisitor {
  /** Bytes in the archive of a file of the header's list. @throws whatever it likes for an index that is not there */
  sizeOf(index: number): number;
  /** Called before an entry's bytes; what it returns is called with them, piece by piece. */
  member(name: MemberName, size: number): (part: Buffer) => void;
}

/** Something an archive cannot be. */
export class CpioError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CpioError';
  }
}

const TRAILER = 'TRAILER!!!';
/** Longest name, in bytes; what rpm allows. */
const NAME_LIMIT = 4096;
/** After the trailer there is nothing but padding. */
const PADDING_LIMIT = 1024 * 1024;

/**
 * Reads an archive of rpm's: `newc` entries (070701, 070702) with name and size, and rpm's own stripped ones (07070X,
 * for packages with files over 4 GB and all of format 6), which hold the number of a file in the header's list.
 *
 * @throws CpioError for a damaged archive, and whatever the visitor throws.
 */
export async function readCpio(reader: ByteReader, visitor: CpioVisitor): Promise<void> {
  try {
    while (await readMember(reader, visitor));
    if (!(await reader.drain(PADDING_LIMIT))) throw new CpioError('more follows after its end');
  } catch (error) {
    throw error instanceof EndOfBytes ? new CpioError('it has no end') : error;
  }
}

async function readMember(reader: ByteReader, visitor: CpioVisitor): Promise<boolean> {
  const at = reader.offset;
  const magic = (await reader.take(6)).toString('latin1');
  if (magic === '07070X') {
    const index = hex(await reader.take(8), 0);
    await pad(reader);
    const size = visitor.sizeOf(index);
    await reader.pass(size, visitor.member({ index }, size));
    await pad(reader);
    return true;
  }
  if (magic !== '070701' && magic !== '070702') {
    throw new CpioError(`unknown entry ${JSON.stringify(magic)} at byte ${at}`);
  }
  const head = await reader.take(104);
  const size = hex(head, 6);
  const nameSize = hex(head, 11);
  if (nameSize < 2 || nameSize > NAME_LIMIT) throw new CpioError(`a name has ${nameSize} bytes`);
  const raw = (await reader.take(nameSize)).toString('latin1', 0, nameSize - 1);
  await pad(reader);
  if (raw === TRAILER) return false;
  await reader.pass(size, visitor.member({ raw }, size));
  await pad(reader);
  return true;
}

async function pad(reader: ByteReader): Promise<void> {
  await reader.take((4 - (reader.offset % 4)) % 4);
}

/** The number in field `index` of eight hex digits each. */
function hex(head: Buffer, index: number): number {
  const text = head.toString('latin1', index * 8, index * 8 + 8);
  if (!/^[0-9a-fA-F]{8}$/.test(text)) throw new CpioError(`a number is ${JSON.stringify(text)}`);
  return Number.parseInt(text, 16);
}
