/** The few kinds of DER (X.690) that keys and signatures are handed to OpenSSL in. */

/** A value of the kind `tag` with its length in front. */
function value(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

export function sequence(...parts: Buffer[]): Buffer {
  return value(0x30, ...parts);
}

/** A positive number from its big-endian bytes, with or without zeros in front. */
export function integer(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.alloc(1) : bytes.subarray(start);
  return value(0x02, Buffer.alloc((digits[0] ?? 0) >= 0x80 ? 1 : 0), digits);
}

/** An object identifier, its arcs encoded already. */
export function identifier(arcs: Buffer): Buffer {
  return value(0x06, arcs);
}

/** A string of whole bytes. */
export function bitString(bytes: Buffer): Buffer {
  return value(0x03, Buffer.alloc(1), bytes);
}

export function nothing(): Buffer {
  return value(0x05);
}
