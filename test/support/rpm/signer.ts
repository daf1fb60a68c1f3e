import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';

/** A kind of key, in the words of gpg. */
export type KeyKind = 'rsa1024' | 'rsa2048' | 'dsa1024' | 'nistp256' | 'nistp384' | 'ed25519';

/** How a signature is to be made. */
export interface SignatureOptions {
  readonly version: 3 | 4;
  readonly hash: 'md5' | 'sha1' | 'sha256' | 'sha512';
  /** 0, over bytes, unless told otherwise. */
  readonly type?: number;
  /** More hashed subpackets, of version 4: type and body. */
  readonly subpackets?: readonly (readonly [type: number, body: Buffer])[];
}

/** A key that signs as OpenPGP has it, written from RFC 4880 on top of node's own algorithms. */
export interface MadeKey {
  /** The public key packet, without user ids or self-signatures. */
  readonly publicKey: Buffer;
  /** 16 hex digits. */
  readonly keyId: string;
  readonly sign: (data: Buffer, options: SignatureOptions) => Buffer;
}

const HASH_NUMBERS = { md5: 1, sha1: 2, sha256: 8, sha512: 10 } as const;
const CURVES = { nistp256: ['P-256', '2a8648ce3d030107'], nistp384: ['P-384', '2b81040022'] } as const;
const ED25519 = '2b06010401da470f01';
/** What stands in front of the secret bytes (RFC 8410, 7). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** A moment before all tests, in seconds. */
const CREATED = 1_600_000_000;

/** @param secret of Ed25519: 32 bytes to make the key of, for one that is the same every time. */
export function makeSigner(kind: KeyKind, secret?: Buffer): MadeKey {
  const { algorithm, numbers, privateKey } = generate(kind, secret);
  const body = Buffer.concat([Buffer.from([4]), word(CREATED), Buffer.from([algorithm]), numbers]);
  const hashed = Buffer.concat([Buffer.from([0x99, body.length >> 8, body.length & 0xff]), body]);
  const fingerprint = createHash('sha1').update(hashed).digest();
  const id = fingerprint.subarray(-8);
  return {
    publicKey: packet(6, body),
    keyId: id.toString('hex'),
    sign: (data, options) => {
      const { version, hash, type = 0, subpackets = [] } = options;
      const numbersOf = (suffix: Buffer): { left: Buffer; values: Buffer } => {
        const whole = Buffer.concat([data, suffix]);
        const digest = createHash(hash).update(whole).digest();
        return { left: digest.subarray(0, 2), values: raw(algorithm, privateKey, hash, whole, digest) };
      };
      if (version === 3) {
        const suffix = Buffer.concat([Buffer.from([type]), word(CREATED)]);
        const { left, values } = numbersOf(suffix);
        const head = [Buffer.from([3, 5]), suffix, id, Buffer.from([algorithm, HASH_NUMBERS[hash]])];
        return packet(2, Buffer.concat([...head, left, values]));
      }
      const area = Buffer.concat([
        subpacket(2, word(CREATED)),
        ...subpackets.map(([number, content]) => subpacket(number, content)),
      ]);
      const head = Buffer.concat([
        Buffer.from([4, type, algorithm, HASH_NUMBERS[hash], area.length >> 8, area.length & 0xff]),
        area,
      ]);
      const { left, values } = numbersOf(Buffer.concat([head, Buffer.from([4, 0xff]), word(head.length)]));
      const unhashed = subpacket(16, id);
      return packet(2, Buffer.concat([head, Buffer.from([0, unhashed.length]), unhashed, left, values]));
    },
  };
}

function generate(
  kind: KeyKind,
  secret?: Buffer,
): { algorithm: number; numbers: Buffer; privateKey: KeyObject } {
  switch (kind) {
    case 'rsa1024':
    case 'rsa2048': {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(3)) });
      const { n, e } = publicKey.export({ format: 'jwk' });
      return { algorithm: 1, numbers: Buffer.concat([mpi(decoded(n)), mpi(decoded(e))]), privateKey };
    }
    case 'dsa1024': {
      const { publicKey, privateKey } = generateKeyPairSync('dsa', {
        modulusLength: 1024,
        divisorLength: 160,
      });
      const numbers = integers(publicKey.export({ format: 'der', type: 'spki' }));
      return { algorithm: 17, numbers: Buffer.concat(numbers.map(mpi)), privateKey };
    }
    case 'nistp256':
    case 'nistp384': {
      const [namedCurve, oid] = CURVES[kind];
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
      const { x, y } = publicKey.export({ format: 'jwk' });
      const point = Buffer.concat([Buffer.from([4]), decoded(x), decoded(y)]);
      return { algorithm: 19, numbers: Buffer.concat([counted(oid), mpi(point)]), privateKey };
    }
    case 'ed25519': {
      const privateKey =
        secret === undefined
          ? generateKeyPairSync('ed25519').privateKey
          : createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, secret]), format: 'der', type: 'pkcs8' });
      const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
      const point = Buffer.concat([Buffer.from([0x40]), decoded(x)]);
      return { algorithm: 22, numbers: Buffer.concat([counted(ED25519), mpi(point)]), privateKey };
    }
    default:
      return kind satisfies never;
  }
}

/** The numbers of a signature. */
function raw(algorithm: number, key: KeyObject, hash: string, data: Buffer, digest: Buffer): Buffer {
  if (algorithm === 1) return mpi(createSign(hash).update(data).sign(key));
  const both =
    algorithm === 22
      ? sign(null, digest, key)
      : createSign(hash).update(data).sign({ key, dsaEncoding: 'ieee-p1363' });
  return Buffer.concat([mpi(both.subarray(0, both.length / 2)), mpi(both.subarray(both.length / 2))]);
}

function packet(tag: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | tag, 0xff]), word(body.length), body]);
}

function subpacket(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([body.length + 1, type]), body]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function mpi(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.alloc(0) : bytes.subarray(start);
  const bits = digits.length * 8 - (digits.length === 0 ? 0 : Math.clz32(digits[0] ?? 0) - 24);
  return Buffer.concat([Buffer.from([bits >> 8, bits & 0xff]), digits]);
}

function counted(hex: string): Buffer {
  return Buffer.concat([Buffer.from([hex.length / 2]), Buffer.from(hex, 'hex')]);
}

function decoded(text: string | undefined): Buffer {
  return Buffer.from(text ?? '', 'base64url');
}

/** All numbers of a DER structure, in order. */
function integers(der: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < der.length;) {
    const tag = der.readUInt8(at);
    const first = der.readUInt8(at + 1);
    const wide = first < 0x80 ? 0 : first & 0x7f;
    const length = wide === 0 ? first : der.readUIntBE(at + 2, wide);
    const start = at + 2 + wide;
    if (tag === 0x02) found.push(der.subarray(start, start + length));
    // Into sequences and the bit string, past everything else.
    if (tag === 0x30) at = start;
    else at = tag === 0x03 ? start + 1 : start + length;
  }
  return found;
}
