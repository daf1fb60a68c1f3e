/** How OpenPGP packs things: packets, and the subpackets of signatures. */

const SIGNATURE_TAG = 2;

/** One statement of a signature about itself. */
export interface Subpacket {
  readonly type: number;
  readonly critical: boolean;
  readonly body: Buffer;
}

/** The subpackets of an area (RFC 9580, 5.2.3.7). @throws RangeError where one leads out of it. */
export function subpackets(area: Buffer): Subpacket[] {
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

/**
 * The body of a packet that is the whole of the bytes and a signature (RFC 9580, 4.2), else undefined.
 *
 * @throws RangeError for one that is cut.
 */
export function packetBody(bytes: Buffer): Buffer | undefined {
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
export function slice(bytes: Buffer, start: number, length: number): Buffer {
  if (length < 0 || start + length > bytes.length) throw new RangeError('a length leads out of the packet');
  return bytes.subarray(start, start + length);
}
