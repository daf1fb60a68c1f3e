import { hashName } from './hashes.ts';

/** What a signature packet says; everything in it is checked to lie inside of it. */
export interface SignaturePacket {
  readonly version: 3 | 4 | 6;
  /** 0 is a signature over bytes as they are, the only kind rpm makes. */
  readonly type: number;
  /** OpenPGP's number of the public key algorithm. */
  readonly algorithm: number;
  /** node's name; undefined for one nobody gave away. */
  readonly hash: string | undefined;
  /** When it was made; undefined when it does not say. */
  readonly created: Date | undefined;
  /** When it stops to count; undefined for never. */
  readonly expires: Date | undefined;
  /** 16 lower-case hex digits. */
  readonly keyId: string | null;
  /** Lower-case hex digits of the whole fingerprint, when it says it. */
  readonly fingerprint: string | null;
  /** A kind of subpacket that must be understood and is not. */
  readonly unknownCritical: number | undefined;
  /** Hashed before the data (version 6) and after. */
  readonly prefix: Buffer;
  readonly suffix: Buffer;
  /** The first two bytes of the hash. */
  readonly left: Buffer;
  /** The signature proper, as the algorithm has it. */
  readonly body: Buffer;
}

const SIGNATURE_TAG = 2;
/** Subpackets (RFC 9580, 5.2.3.7). */
const SUB = { created: 2, expires: 3, issuer: 16, policy: 26, signerId: 28, fingerprint: 33 } as const;
const UNDERSTOOD: ReadonlySet<number> = new Set(Object.values(SUB));

/**
 * Takes one signature packet apart (RFC 9580, 4.2 and 5.2; version 3 is in RFC 4880, 5.2.2).
 *
 * @returns undefined for anything else than exactly one packet of version 3, 4 or 6.
 */
export function parseSignature(bytes: Buffer): SignaturePacket | undefined {
  try {
    const body = packetBody(bytes);
    if (body === undefined) return undefined;
    if (body[0] === 3) return parseOld(body);
    return body[0] === 4 || body[0] === 6 ? parseNew(body, body[0]) : undefined;
  } catch (error) {
    // node's own reads say so when a length leads out of the packet.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** 03 05 type time(4) key(8) algorithm hash left(2) numbers */
function parseOld(body: Buffer): SignaturePacket | undefined {
  if (body.readUInt8(1) !== 5) return undefined;
  return {
    version: 3,
    type: body.readUInt8(2),
    algorithm: body.readUInt8(15),
    hash: hashName(body.readUInt8(16)),
    created: date(body.readUInt32BE(3)),
    expires: undefined,
    keyId: slice(body, 7, 8).toString('hex'),
    fingerprint: null,
    unknownCritical: undefined,
    prefix: Buffer.alloc(0),
    suffix: slice(body, 2, 5),
    left: slice(body, 17, 2),
    body: body.subarray(19),
  };
}

/** version type algorithm hash hashed-area unhashed-area left(2) [salt] signature */
function parseNew(body: Buffer, version: 4 | 6): SignaturePacket {
  const wide = version === 6 ? 4 : 2;
  const hashedLength = body.readUIntBE(4, wide);
  const hashed = slice(body, 4 + wide, hashedLength);
  const signed = 4 + wide + hashedLength;
  const unhashedLength = body.readUIntBE(signed, wide);
  const unhashed = slice(body, signed + wide, unhashedLength);
  const at = signed + wide + unhashedLength;
  const saltLength = version === 6 ? body.readUInt8(at + 2) : 0;
  const salted = version === 6 ? at + 3 + saltLength : at + 2;
  const own = subpackets(hashed);
  // What is not signed may still say who signed; whoever changes that only makes the check fail.
  const all = [...own, ...subpackets(unhashed)];
  const find = (type: number, from: readonly Subpacket[] = own): Buffer | undefined =>
    from.find((part) => part.type === type)?.body;
  const printBytes = find(SUB.fingerprint, all);
  const fingerprint = printBytes === undefined ? null : printBytes.toString('hex', 1);
  const created = find(SUB.created)?.readUInt32BE(0);
  const seconds = find(SUB.expires)?.readUInt32BE(0) ?? 0;
  const trailer = Buffer.alloc(6);
  trailer.writeUInt8(version, 0);
  trailer.writeUInt8(0xff, 1);
  trailer.writeUInt32BE(signed, 2);
  return {
    version,
    type: body.readUInt8(1),
    algorithm: body.readUInt8(2),
    hash: hashName(body.readUInt8(3)),
    created: created === undefined ? undefined : date(created),
    expires: created === undefined || seconds === 0 ? undefined : date(created + seconds),
    keyId: find(SUB.issuer, all)?.toString('hex') ?? keyIdOf(printBytes),
    fingerprint,
    unknownCritical: own.find(({ type, critical }) => critical && !UNDERSTOOD.has(type))?.type,
    prefix: version === 6 ? slice(body, at + 3, saltLength) : Buffer.alloc(0),
    suffix: Buffer.concat([body.subarray(0, signed), trailer]),
    left: slice(body, at, 2),
    body: slice(body, salted, body.length - salted),
  };
}

/** Keys of version 4 are called by the end of their fingerprint, those of version 6 by its start. */
function keyIdOf(fingerprint: Buffer | undefined): string | null {
  if (fingerprint === undefined) return null;
  const id = fingerprint[0] === 6 ? fingerprint.subarray(1, 9) : fingerprint.subarray(-8);
  return id.toString('hex');
}

function date(seconds: number): Date {
  return new Date(seconds * 1000);
}

interface Subpacket {
  readonly type: number;
  readonly critical: boolean;
  readonly body: Buffer;
}

function subpackets(area: Buffer): Subpacket[] {
  const found: Subpacket[] = [];
  for (let at = 0; at < area.length;) {
    const first = area.readUInt8(at);
    const [length, width] =
      first < 192
        ? [first, 1]
        : first < 255
          ? [((first - 192) << 8) + area.readUInt8(at + 1) + 192, 2]
          : [area.readUInt32BE(at + 1), 5];
    const whole = slice(area, at + width, length);
    const head = whole.readUInt8(0);
    found.push({ type: head & 0x7f, critical: (head & 0x80) !== 0, body: whole.subarray(1) });
    at += width + length;
  }
  return found;
}

/** The body of a packet that is the whole of the bytes and a signature. */
function packetBody(bytes: Buffer): Buffer | undefined {
  const head = bytes.readUInt8(0);
  if ((head & 0x80) === 0) return undefined;
  if ((head & 0x40) !== 0) {
    const first = bytes.readUInt8(1);
    const [length, start] =
      first < 192
        ? [first, 2]
        : first < 224
          ? [((first - 192) << 8) + bytes.readUInt8(2) + 192, 3]
          : [first === 255 ? bytes.readUInt32BE(2) : -1, 6];
    return (head & 0x3f) === SIGNATURE_TAG && length === bytes.length - start
      ? bytes.subarray(start)
      : undefined;
  }
  const width = [1, 2, 4][head & 3];
  if (((head >> 2) & 0xf) !== SIGNATURE_TAG || width === undefined) return undefined;
  return bytes.readUIntBE(1, width) === bytes.length - 1 - width ? bytes.subarray(1 + width) : undefined;
}

/** Exactly `length` bytes. @throws RangeError where there are fewer. */
function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (length < 0 || start + length > bytes.length) throw new RangeError('a length leads out of the packet');
  return bytes.subarray(start, start + length);
}
