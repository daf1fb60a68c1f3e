import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { hashName } from './hashes.ts';
import type { Header } from './header.ts';
import { TAG } from './tags.ts';

/** The parts of a package file that digests are over. */
export interface PackageParts {
  readonly path: string;
  readonly signatures: Header;
  readonly header: Header;
  readonly payload: Buffer;
}

/** What the digests that were right say. */
export interface DigestReport {
  /** The header holds a digest of the payload: who signed the header signed the payload too. */
  readonly payloadInHeader: boolean;
  /** False when nothing stronger than MD5 and SHA-1 covers both header and payload. */
  readonly strong: boolean;
}

/**
 * Compares every digest and size a package carries with what it holds. They show damage; only a signature shows who
 * made it.
 *
 * @throws UserError for the first that differs, for one that cannot be computed, and when there is none.
 */
export function checkDigests(parts: PackageParts): DigestReport {
  const { path, signatures, header, payload } = parts;
  checkSizes(parts);
  const compare = (
    what: string,
    wanted: readonly (string | undefined)[],
    hash: string,
    ...over: Buffer[]
  ) => {
    const given = wanted.filter((value) => value !== undefined);
    if (given.length === 0) return false;
    const digest = createHash(hash);
    for (const part of over) digest.update(part);
    const found = digest.digest('hex');
    if (!given.some((value) => value.toLowerCase() === found)) throw altered(path, what);
    return true;
  };
  const text = (from: Header, tag: number): string | undefined => from.strings(tag)[0];
  const ofHeader = [
    compare('SHA-256 of its header', [text(signatures, TAG.sigSha256)], 'sha256', header.bytes),
    compare('SHA3-256 of its header', [text(signatures, TAG.sigSha3)], 'sha3-256', header.bytes),
  ];
  const weak = [
    compare('SHA-1 of its header', [text(signatures, TAG.sigSha1)], 'sha1', header.bytes),
    compare(
      'MD5 of header and payload',
      [signatures.binary(TAG.sigMd5)?.toString('hex')],
      'md5',
      header.bytes,
      payload,
    ),
  ];
  // The second digest of each pair is of the payload unpacked: right for a package whose payload was unpacked since.
  const ofPayload = (what: string, hash: string, tag: number, alt: number): boolean => {
    const wanted = text(header, tag);
    return wanted === undefined
      ? false
      : compare(`${what} of its payload`, [wanted, text(header, alt)], hash, payload);
  };
  const payloads = [
    ofPayload('digest', payloadHash(path, header), TAG.payloadSha256, TAG.payloadSha256Alt),
    ofPayload('SHA-512', 'sha512', TAG.payloadSha512, TAG.payloadSha512Alt),
    ofPayload('SHA3-256', 'sha3-256', TAG.payloadSha3, TAG.payloadSha3Alt),
  ];
  if (![...ofHeader, ...weak].includes(true)) {
    throw new UserError(`${path}: not a usable rpm: it carries no digest`);
  }
  const payloadInHeader = payloads.includes(true);
  return { payloadInHeader, strong: payloadInHeader && ofHeader.includes(true) };
}

/** A digest that cannot be computed would leave the payload unchecked behind a signature that vouches for it. */
function payloadHash(path: string, header: Header): string {
  const algorithm = Number(header.numbers(TAG.payloadSha256Algorithm)[0] ?? 8n);
  const hash = hashName(algorithm);
  if (hash === undefined || ['md5', 'sha1', 'ripemd160'].includes(hash)) {
    throw new UserError(
      `${path}: not a usable rpm: its payload's digest is of algorithm ${algorithm}; known are SHA-2 and SHA-3`,
    );
  }
  return hash;
}

function checkSizes({ path, signatures, header, payload }: PackageParts): void {
  const whole = signatures.numbers(TAG.sigLongSize)[0] ?? signatures.numbers(TAG.sigSize)[0];
  const found = BigInt(header.bytes.length + payload.length);
  if (whole !== undefined && whole !== found) {
    throw new UserError(
      `${path}: altered or truncated: header and payload have ${found} bytes, the package says ${whole}`,
    );
  }
  const [packed] = header.numbers(TAG.payloadSize);
  const [unpacked] = header.numbers(TAG.payloadSizeAlt);
  const length = BigInt(payload.length);
  if (packed !== undefined && packed !== length && unpacked !== length) {
    throw new UserError(
      `${path}: altered or truncated: the payload has ${length} bytes, the package says ${packed}`,
    );
  }
}

function altered(path: string, what: string): UserError {
  return new UserError(`${path}: altered or truncated: the ${what} is not the one the package was made with`);
}
