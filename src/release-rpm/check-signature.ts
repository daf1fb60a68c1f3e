import { createHash, createVerify, verify } from 'node:crypto';
import { messageOf } from '../errors.ts';
import { integer, sequence } from './der.ts';
import { readNumbers } from './mpi.ts';
import type { SignaturePacket } from './openpgp-packet.ts';
import { ALGORITHM, type KeyMaterial } from './public-key.ts';

/** Bytes of each half of an Ed25519 signature. */
const ED25519_HALF = 32;

/**
 * Checks one signature over `data` with one key. The check is node's own for every version and algorithm: the OpenPGP
 * library silently has no answer for version 3, and for weak ones answers as if there were no signature.
 *
 * @returns what is wrong, or undefined for a signature that is right.
 */
export function signatureProblem(
  packet: SignaturePacket,
  data: readonly Buffer[],
  key: KeyMaterial,
): string | undefined {
  const { hash, type, unknownCritical } = packet;
  if (type !== 0) return `it is of type ${type}, not over bytes`;
  if (unknownCritical !== undefined) return `it demands what is not known (subpacket ${unknownCritical})`;
  if (hash === undefined) return 'its hash algorithm is not known';
  if (!sameAlgorithm(packet.algorithm, key.algorithm)) return 'it is of another algorithm than its key';
  const digest = feed(createHash(hash), packet, data).digest();
  const altered = 'the package was altered';
  if (!digest.subarray(0, 2).equals(packet.left)) return altered;
  try {
    return isRight(packet, hash, digest, data, key) ? undefined : altered;
  } catch (error) {
    if (error instanceof RangeError) return altered;
    // What OpenSSL does not do at all, such as MD5 with DSA.
    return `it cannot be checked: ${messageOf(error)}`;
  }
}

function isRight(
  packet: SignaturePacket,
  hash: string,
  digest: Buffer,
  data: readonly Buffer[],
  { algorithm, bits, key }: KeyMaterial,
): boolean {
  const through = (signature: Buffer): boolean =>
    feed(createVerify(hash), packet, data).verify(key, signature);
  switch (algorithm) {
    case ALGORITHM.rsa:
    case ALGORITHM.rsaSign: {
      const [number] = readNumbers(packet.body, 1);
      // OpenSSL wants as many bytes as the modulus has.
      return through(padLeft(number, Math.ceil((bits ?? 0) / 8)));
    }
    case ALGORITHM.dsa:
    case ALGORITHM.ecdsa: {
      const [r, s] = readNumbers(packet.body, 2);
      return through(sequence(integer(r), integer(s)));
    }
    case ALGORITHM.eddsaLegacy: {
      const halves = readNumbers(packet.body, 2).map((half) => padLeft(half, ED25519_HALF));
      return verify(null, digest, key, Buffer.concat(halves));
    }
    default:
      return verify(null, digest, key, packet.body);
  }
}

/** What is hashed: a salt in front in version 6, the data, and what the packet says of itself. */
function feed<T extends { update(part: Buffer): unknown }>(
  into: T,
  packet: SignaturePacket,
  data: readonly Buffer[],
): T {
  for (const part of [packet.prefix, ...data, packet.suffix]) into.update(part);
  return into;
}

/** RSA has two numbers, with and without encryption. */
function sameAlgorithm(signature: number, key: number): boolean {
  const isRsa = (algorithm: number): boolean =>
    algorithm === ALGORITHM.rsa || algorithm === ALGORITHM.rsaSign;
  return signature === key || (isRsa(signature) && isRsa(key));
}

function padLeft(bytes: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.alloc(Math.max(0, length - bytes.length)), bytes]);
}
