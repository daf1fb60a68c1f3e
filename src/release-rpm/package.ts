import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { checkDigests, type DigestReport } from './digests.ts';
import { readFileList, type ListedFile } from './file-list.ts';
import { readHeader, type Header } from './header.ts';
import { TAG } from './tags.ts';
import { printable } from './text.ts';

/** Release packages have about 20 KB; this leaves room for any real one. In bytes. */
const PACKAGE_LIMIT = 256 * 1024 * 1024;
const LEAD_SIZE = 96;
const LEAD_MAGIC = Buffer.from([0xed, 0xab, 0xee, 0xdb]);

/** A package whose digests were checked. */
export interface OpenedPackage {
  readonly path: string;
  readonly sha256: string;
  readonly signatures: Header;
  readonly header: Header;
  readonly payload: Buffer;
  /** What the header says the payload is packed with; undefined when it does not say. */
  readonly compressor: string | undefined;
  readonly files: readonly ListedFile[];
  readonly digests: DigestReport;
}

/**
 * Reads a package and checks every digest it carries.
 *
 * @throws UserError for what is no rpm, is truncated, or was altered.
 */
export async function openPackage(path: string): Promise<OpenedPackage> {
  return parsePackage(await readLimited(path), path);
}

/** The same for a package in memory; `path` is for messages. @throws UserError */
export function parsePackage(file: Buffer, path: string): OpenedPackage {
  if (file.length < LEAD_SIZE || !file.subarray(0, 4).equals(LEAD_MAGIC)) {
    const start = file
      .subarray(0, 16)
      .toString('latin1')
      .replaceAll(/[^ -~]/g, '.');
    throw new UserError(`${path}: not an rpm package: it begins with ${JSON.stringify(start)}`);
  }
  const signatures = readHeader(file, LEAD_SIZE, path);
  const header = readHeader(file, LEAD_SIZE + Math.ceil(signatures.bytes.length / 8) * 8, path);
  const payload = file.subarray(header.end);
  const digests = checkDigests({ path, signatures, header, payload });
  const [name, version, release] = [TAG.name, TAG.version, TAG.release].map((tag) => header.strings(tag)[0]);
  if (name === undefined || version === undefined || release === undefined) {
    throw new UserError(`${path}: not a usable rpm: it has no name, version or release`);
  }
  refuseNewer(path, header);
  return {
    path,
    sha256: createHash('sha256').update(file).digest('hex'),
    signatures,
    header,
    payload,
    compressor: header.strings(TAG.payloadCompressor)[0],
    files: readFileList(header, path),
    digests,
  };
}

/**
 * What is laid out in a way this reader does not know says so itself.
 * UNVERIFIED: rpmlib(PayloadAlignment), files aligned in the archive, is of rpm's draft of format 6 (rpm,
 * docs/manual/format_v6.md, "Aligned payloads"); no package with it was at hand.
 */
function refuseNewer(path: string, header: Header): void {
  const format = header.strings(TAG.payloadFormat)[0] ?? 'cpio';
  if (format !== 'cpio') {
    throw new UserError(`${path}: its payload is ${printable(format)}, expected cpio`);
  }
  if (header.strings(TAG.requireName).includes('rpmlib(PayloadAlignment)')) {
    throw new UserError(`${path}: its payload is aligned (rpm 6.2), which is not supported`);
  }
}

async function readLimited(path: string): Promise<Buffer> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw new UserError(`${path}: cannot be read: ${messageOf(error)}`, { cause: error });
  });
  try {
    const info = await handle.stat();
    if (!info.isFile()) throw new UserError(`${path}: is not a file`);
    if (info.size > PACKAGE_LIMIT) {
      throw new UserError(`${path}: has ${info.size} bytes; a release package has a few thousand`);
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
