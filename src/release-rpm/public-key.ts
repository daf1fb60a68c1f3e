import { createPublicKey, type KeyObject } from 'node:crypto';
import { bitString, identifier, integer, nothing, sequence } from './der.ts';
import { readNumbers } from './mpi.ts';

/** OpenPGP's numbers of the algorithms packages are signed with (RFC 9580, 9.1). */
export const ALGORITHM = {
  rsa: 1,
  rsaSign: 3,
  dsa: 17,
  ecdsa: 19,
  eddsaLegacy: 22,
  ed25519: 27,
  ed448: 28,
} as const;

/** A public key OpenSSL can work with. */
export interface KeyMaterial {
  readonly algorithm: number;
  readonly key: KeyObject;
  /** Of RSA and DSA: bits of the modulus. */
  readonly bits: number | undefined;
}

/** Encoded object identifiers: RFC 3279 2.3, RFC 5480 2.1.1, RFC 8410 3. */
const OID = {
  rsa: Buffer.from('2a864886f70d010101', 'hex'),
  dsa: Buffer.from('2a8648ce380401', 'hex'),
  ec: Buffer.from('2a8648ce3d0201', 'hex'),
  ed25519: Buffer.from('2b6570', 'hex'),
  ed448: Buffer.from('2b6571', 'hex'),
};
/** Bits from which on RSA and DSA are considered strong. */
const STRONG_BITS = 2048;

/**
 * Reads the body of a public key packet (RFC 9580, 5.5.2), version 4 or 6.
 *
 * @returns undefined for an algorithm that does not sign or is not known, and for numbers that are no key.
 */
export function readPublicKey(packet: Buffer): KeyMaterial | undefined {
  const version = packet[0];
  if (version !== 4 && version !== 6) return undefined;
  const algorithm = packet[5] ?? 0;
  try {
    const { info, bits } = keyInfo(algorithm, packet.subarray(version === 6 ? 10 : 6)) ?? {};
    if (info === undefined) return undefined;
    return { algorithm, bits, key: createPublicKey({ key: info, format: 'der', type: 'spki' }) };
  } catch {
    // OpenSSL refuses numbers that are no key: a point off its curve, a curve it does not know.
    return undefined;
  }
}

/** What makes a key weak, for people; undefined for a strong one. */
export function weakKey({ algorithm, bits }: KeyMaterial): string | undefined {
  if (bits === undefined || bits >= STRONG_BITS) return undefined;
  return `${algorithm === ALGORITHM.dsa ? 'DSA' : 'RSA'} of ${bits} bits`;
}

/** The key as a SubjectPublicKeyInfo, which is the one form OpenSSL reads all of them in. */
function keyInfo(algorithm: number, numbers: Buffer): { info: Buffer; bits?: number } | undefined {
  switch (algorithm) {
    case ALGORITHM.rsa:
    case ALGORITHM.rsaSign: {
      const [n, e] = readNumbers(numbers, 2);
      const key = sequence(integer(n), integer(e));
      return { info: wrap(sequence(identifier(OID.rsa), nothing()), key), bits: bitLength(n) };
    }
    case ALGORITHM.dsa: {
      const [p, q, g, y] = readNumbers(numbers, 4);
      const domain = sequence(integer(p), integer(q), integer(g));
      return { info: wrap(sequence(identifier(OID.dsa), domain), integer(y)), bits: bitLength(p) };
    }
    case ALGORITHM.ecdsa: {
      const { curve, point } = onCurve(numbers);
      return { info: wrap(sequence(identifier(OID.ec), identifier(curve)), point) };
    }
    case ALGORITHM.eddsaLegacy:
      // Only Ed25519 was ever given to this number; its point has a 0x40 in front.
      return { info: wrap(sequence(identifier(OID.ed25519)), onCurve(numbers).point.subarray(1)) };
    case ALGORITHM.ed25519:
      return { info: wrap(sequence(identifier(OID.ed25519)), numbers) };
    case ALGORITHM.ed448:
      return { info: wrap(sequence(identifier(OID.ed448)), numbers) };
    default:
      return undefined;
  }
}

function wrap(algorithm: Buffer, key: Buffer): Buffer {
  return sequence(algorithm, bitString(key));
}

function onCurve(numbers: Buffer): { curve: Buffer; point: Buffer } {
  const length = numbers.readUInt8(0);
  const [point] = readNumbers(numbers.subarray(1 + length), 1);
  return { curve: numbers.subarray(1, 1 + length), point };
}

function bitLength(number: Buffer): number {
  return number.length * 8 - Math.clz32(number[0] ?? 0) + 24;
}
