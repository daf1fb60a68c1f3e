import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { readHeader, type Header } from './header.ts';
import type { PackageFile } from './types.ts';

/** Release packages have about 20 KB; this leaves room for any real one. In bytes. */
const PACKAGE_LIMIT = 256 * 1024 * 1024;
const LEAD_SIZE = 96;
const LEAD_MAGIC = Buffer.from([0xed, 0xab, 0xee, 0xdb]);

/** Tag numbers, of rpm's rpmtag.h. */
export const TAG = {
  sigMd5: 1004,
  sigSha1: 269,
  sigSha256: 273,
  sigRsa: 268,
  sigDsa: 267,
  sigPgp: 1002,
  sigGpg: 1005,
  name: 1000,
  version: 1001,
  release: 1002,
  payloadCompressor: 1125,
  payloadFormat: 1124,
  fileSizes: 1028,
  fileModes: 1030,
  longFileSizes: 5008,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  oldFileNames: 1027,
  payloadDigest: 5092,
  payloadDigestAlgorithm: 5093,
  fileFlags: 1037,
} as const;

/** A package whose digests were checked. */
export interface OpenedPackage {
  readonly path: string;
  readonly sha256: string;
  readonly signatures: Header;
  readonly header: Header;
  readonly payload: Buffer;
  readonly compressor: string;
  readonly files: readonly PackageFile[];
  /** False when the only digests it carries are MD5 and SHA-1. */
  readonly strongDigest: boolean;
}

/**
 * Reads a package and checks every digest it carries.
 *
 * @throws UserError for what is no rpm, is truncated, or was altered.
 */
export async function openPackage(path: string): Promise<OpenedPackage> {
  const file = await readLimited(path);
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
  const strongDigest = checkDigests(path, signatures, header, payload);
  const [name, version, release] = [TAG.name, TAG.version, TAG.release].map((tag) => header.strings(tag)[0]);
  if (name === undefined || version === undefined || release === undefined) {
    throw new UserError(`${path}: not a usable rpm: it has no name, version or release`);
  }
  return {
    path,
    sha256: createHash('sha256').update(file).digest('hex'),
    signatures,
    header,
    payload,
    compressor: header.strings(TAG.payloadCompressor)[0] ?? 'gzip',
    files: fileList(header, path),
    strongDigest,
  };
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

function checkDigests(path: string, signatures: Header, header: Header, payload: Buffer): boolean {
  const hash = (algorithm: string, ...parts: Buffer[]): Buffer => {
    const digest = createHash(algorithm);
    for (const part of parts) digest.update(part);
    return digest.digest();
  };
  const compare = (what: string, wanted: string | undefined, found: Buffer): boolean => {
    if (wanted === undefined) return false;
    if (wanted.toLowerCase() !== found.toString('hex')) {
      throw new UserError(
        `${path}: altered or truncated: the ${what} is not the one the package was made with`,
      );
    }
    return true;
  };
  const strongHeader = compare(
    'SHA-256 of its header',
    signatures.strings(TAG.sigSha256)[0],
    hash('sha256', header.bytes),
  );
  const weakHeader = compare(
    'SHA-1 of its header',
    signatures.strings(TAG.sigSha1)[0],
    hash('sha1', header.bytes),
  );
  const weakAll = compare(
    'MD5 of header and payload',
    signatures.binary(TAG.sigMd5)?.toString('hex'),
    hash('md5', header.bytes, payload),
  );
  const algorithm = { 8: 'sha256', 9: 'sha384', 10: 'sha512' }[
    Number(header.numbers(TAG.payloadDigestAlgorithm)[0] ?? 8n)
  ];
  const strongPayload =
    algorithm !== undefined &&
    compare('digest of its payload', header.strings(TAG.payloadDigest)[0], hash(algorithm, payload));
  if (!strongHeader && !weakHeader && !weakAll)
    throw new UserError(`${path}: not a usable rpm: it carries no digest`);
  return strongHeader && strongPayload;
}

function fileList(header: Header, path: string): PackageFile[] {
  const directories = header.strings(TAG.dirNames);
  const indexes = header.numbers(TAG.dirIndexes);
  const names = header.strings(TAG.baseNames);
  const full =
    names.length > 0
      ? names.map((name, index) => `${directories[Number(indexes[index] ?? -1)] ?? ''}${name}`)
      : header.strings(TAG.oldFileNames);
  const sizes = header.numbers(TAG.fileSizes);
  const long = header.numbers(TAG.longFileSizes);
  const modes = header.numbers(TAG.fileModes);
  if (modes.length < full.length) throw new UserError(`${path}: not a usable rpm: its file list is damaged`);
  return full.map((name, index) => ({
    path: name,
    size: Number(long[index] ?? sizes[index] ?? 0n),
    mode: Number(modes[index] ?? 0n),
  }));
}
