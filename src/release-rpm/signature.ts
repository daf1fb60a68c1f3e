import { createHash, createPublicKey, verify as cryptoVerify } from 'node:crypto';
import type { PublicKey, Subkey } from 'openpgp';
import { messageOf, UserError } from '../errors.ts';
import { TAG, type OpenedPackage } from './package.ts';
import type { SignatureReport } from './types.ts';

/** OpenPGP hash algorithms (RFC 4880, 9.4) by node's names. */
const HASHES: Readonly<Record<number, string>> = {
  1: 'md5',
  2: 'sha1',
  8: 'sha256',
  9: 'sha384',
  10: 'sha512',
  11: 'sha224',
};
const WEAK = new Set(['md5', 'sha1']);

/** Reads public keys, armored or binary, several per file. @throws UserError that names the file. */
export async function readKeys(content: Buffer, name: string): Promise<PublicKey[]> {
  const { readKeys: read } = await import('openpgp');
  try {
    const text = content.toString('latin1');
    const blocks = text.match(
      /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g,
    );
    if (blocks === null) return await read({ binaryKeys: content });
    return (await Promise.all(blocks.map(async (block) => await read({ armoredKeys: block })))).flat();
  } catch (error) {
    throw new UserError(`${name}: not an OpenPGP public key: ${messageOf(error)}`, { cause: error });
  }
}

/** What of a signature packet is needed to know what it is. */
interface Packet {
  readonly version: number;
  readonly keyId: string | null;
  readonly hash: string | undefined;
  /** Of version 3: the bytes hashed after the data, the two check bytes and the RSA number. */
  readonly old?: {
    readonly trailer: Buffer;
    readonly left: Buffer;
    readonly mpi: Buffer;
    readonly algorithm: number;
  };
}

/**
 * Checks the package's signature against the keys. Only a verification that returned true is `verified`; an empty
 * answer of the library is not.
 */
export async function verifySignature(
  pkg: OpenedPackage,
  keys: readonly PublicKey[],
): Promise<SignatureReport> {
  const whole = [pkg.header.bytes, pkg.payload];
  const ofHeader = [TAG.sigRsa, TAG.sigDsa].map((tag) => [tag, [pkg.header.bytes]] as const);
  const ofAll = [TAG.sigPgp, TAG.sigGpg].map((tag) => [tag, whole] as const);
  // A signed header vouches for the payload only by the digest it holds; older packages sign both together.
  const holdsDigest = pkg.header.strings(TAG.payloadDigest).length > 0;
  const candidates = holdsDigest ? [...ofHeader, ...ofAll] : [...ofAll, ...ofHeader];
  const found = candidates
    .map(([tag, data]) => ({ bytes: pkg.signatures.binary(tag), data }))
    .find(({ bytes }) => bytes !== undefined);
  if (found?.bytes === undefined) return { status: 'unsigned', keyId: null };
  const packet = parsePacket(found.bytes);
  if (packet === undefined) return { status: 'bad', keyId: null };
  const weak = packet.hash !== undefined && WEAK.has(packet.hash) ? { weak: true } : {};
  const { keyId } = packet;
  if (keys.length === 0) return { status: 'no-key', keyId, ...weak };
  const holders = keys.filter((key) =>
    [key, ...key.getSubkeys()].some((part) => part.getKeyID().toHex() === keyId),
  );
  if (holders.length === 0) return { status: 'unknown-key', keyId, ...weak };
  for (const key of holders) {
    const valid =
      packet.version === 3
        ? verifyOld(packet, found.data, key)
        : await verifyNew(found.bytes, found.data, key);
    if (valid) return { status: 'verified', keyId, ...weak };
  }
  return { status: 'bad', keyId, ...weak };
}

async function verifyNew(bytes: Buffer, data: readonly Buffer[], key: PublicKey): Promise<boolean> {
  const { createMessage, readSignature, verify, config } = await import('openpgp');
  try {
    const signature = await readSignature({ binarySignature: bytes });
    const message = await createMessage({ binary: Buffer.concat(data) });
    const { signatures } = await verify({
      message,
      signature,
      verificationKeys: key,
      format: 'binary',
      // Whether a digest is weak is reported; it is not for the library to call the signature absent.
      config: { ...config, rejectMessageHashAlgorithms: new Set() },
    });
    const [only] = signatures;
    return signatures.length === 1 && only !== undefined && (await only.verified);
  } catch {
    return false;
  }
}

/** Version 3 (RFC 4880, 5.2.2): hashed are the data, the signature's type and its time. */
function verifyOld({ old, hash }: Packet, data: readonly Buffer[], key: PublicKey): boolean {
  if (old === undefined || hash === undefined || ![1, 3].includes(old.algorithm)) return false;
  const digest = createHash(hash);
  for (const part of data) digest.update(part);
  digest.update(old.trailer);
  if (!digest.digest().subarray(0, 2).equals(old.left)) return false;
  return [key, ...key.getSubkeys()].some((part) => {
    const jwk = rsaKey(part);
    if (jwk === undefined) return false;
    const modulus = Buffer.from(jwk.n, 'base64url').length;
    const signature = Buffer.concat([Buffer.alloc(Math.max(0, modulus - old.mpi.length)), old.mpi]);
    try {
      const signed = Buffer.concat([...data, old.trailer]);
      return cryptoVerify(
        hash,
        signed,
        createPublicKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' }),
        signature,
      );
    } catch {
      return false;
    }
  });
}

function rsaKey(key: PublicKey | Subkey): { n: string; e: string } | undefined {
  const parameters: unknown = key.keyPacket.publicParams;
  if (typeof parameters !== 'object' || parameters === null || !('n' in parameters) || !('e' in parameters))
    return undefined;
  const { n, e } = parameters;
  if (!(n instanceof Uint8Array) || !(e instanceof Uint8Array)) return undefined;
  return { n: Buffer.from(n).toString('base64url'), e: Buffer.from(e).toString('base64url') };
}

/** Takes a signature packet apart as far as version, key and digest; undefined for anything else. */
function parsePacket(bytes: Buffer): Packet | undefined {
  try {
    const body = packetBody(bytes);
    const version = body[0];
    if (version === 3) {
      // 03 05 type time(4) key(8) algorithm hash left(2) MPI
      const bits = body.readUInt16BE(19);
      return {
        version,
        keyId: body.toString('hex', 7, 15),
        hash: HASHES[body[16] ?? 0],
        old: {
          trailer: body.subarray(2, 7),
          left: body.subarray(17, 19),
          mpi: body.subarray(21, 21 + Math.ceil(bits / 8)),
          algorithm: body[15] ?? 0,
        },
      };
    }
    if (version !== 4) return version === undefined ? undefined : { version, keyId: null, hash: undefined };
    const hashed = body.readUInt16BE(4);
    const areas = [
      body.subarray(6, 6 + hashed),
      body.subarray(8 + hashed, 8 + hashed + body.readUInt16BE(6 + hashed)),
    ];
    return {
      version,
      keyId: areas.map(issuer).find((id) => id !== null) ?? null,
      hash: HASHES[body[3] ?? 0],
    };
  } catch {
    return undefined;
  }
}

function packetBody(bytes: Buffer): Buffer {
  const head = bytes[0] ?? 0;
  if ((head & 0x40) !== 0) {
    const first = bytes[1] ?? 0;
    if (first < 192) return bytes.subarray(2, 2 + first);
    if (first < 224) return bytes.subarray(3, 3 + ((first - 192) << 8) + (bytes[2] ?? 0) + 192);
    return bytes.subarray(6, 6 + bytes.readUInt32BE(2));
  }
  const width = [1, 2, 4][head & 3] ?? 0;
  if (width === 0) return bytes.subarray(1);
  return bytes.subarray(1 + width, 1 + width + bytes.readUIntBE(1, width));
}

/** The issuer's key id of a subpacket area: type 16, or the end of a type 33 fingerprint. */
function issuer(area: Buffer): string | null {
  for (let at = 0; at < area.length;) {
    let length = area[at] ?? 0;
    let start = at + 1;
    if (length >= 192 && length < 255) {
      length = ((length - 192) << 8) + (area[at + 1] ?? 0) + 192;
      start = at + 2;
    } else if (length === 255) {
      length = area.readUInt32BE(at + 1);
      start = at + 5;
    }
    const type = (area[start] ?? 0) & 0x7f;
    const body = area.subarray(start + 1, start + length);
    if (type === 16) return body.toString('hex');
    if (type === 33) return body.subarray(-8).toString('hex');
    if (length === 0) return null;
    at = start + length;
  }
  return null;
}
