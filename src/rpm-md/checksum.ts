import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { UserError } from '../errors.ts';

/** A checksum of a file. */
export interface Checksum {
  /** As node names it: `sha256`. */
  readonly algorithm: string;
  /** In lower case. */
  readonly hex: string;
}

/** createrepo's words and node's, strongest last, with the length of the digits. */
const ALGORITHMS: Readonly<Record<string, { readonly node: string; readonly digits: number }>> = {
  sha: { node: 'sha1', digits: 40 },
  sha1: { node: 'sha1', digits: 40 },
  sha224: { node: 'sha224', digits: 56 },
  sha256: { node: 'sha256', digits: 64 },
  sha384: { node: 'sha384', digits: 96 },
  sha512: { node: 'sha512', digits: 128 },
};

/** How strong an algorithm is, to choose among several; -1 for one that is not known. */
export function strengthOf(type: string): number {
  return Object.keys(ALGORITHMS).indexOf(type);
}

/** Reads a checksum of metadata. @throws UserError for what is none, md5 among them: anybody can make a second file to it */
export function parseChecksum(type: string, text: string): Checksum {
  const known = ALGORITHMS[type];
  const hex = text.trim().toLowerCase();
  if (known === undefined || hex.length !== known.digits || !/^[0-9a-f]*$/.test(hex)) {
    const found = JSON.stringify(`${type} ${text.trim()}`.slice(0, 160));
    throw new UserError(
      `found the checksum ${found}, expected one of ${Object.keys(ALGORITHMS).join(', ')} in hex digits`,
    );
  }
  return { algorithm: known.node, hex };
}

/** The checksum of a file, read as a stream. */
export async function checksumOf(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    if (Buffer.isBuffer(chunk)) hash.update(chunk);
  }
  return hash.digest('hex');
}
