/** A value of a header by rpm's type: numbers of 16, 32 or 64 bits, bytes, a text, an array of texts. */
export type TagValue =
  | { readonly int16: readonly number[] }
  | { readonly int32: readonly number[] }
  | { readonly int64: readonly bigint[] }
  | { readonly bytes: Buffer }
  | { readonly text: string | Buffer }
  | { readonly texts: readonly (string | Buffer)[] };

/** Where the places are that a test may want to lie in: byte offsets in the header. */
export const INDEX_START = 16;
export const ENTRY_SIZE = 16;

/**
 * A header as rpm writes it: index sorted by tag, numbers aligned, and a region around all of it. Written from the
 * description in rpm's docs/manual/format_header.md.
 *
 * @param region 62 for a signature header, 63 for the main one.
 */
export function makeHeader(region: 62 | 63, tags: Readonly<Record<number, TagValue>>): Buffer {
  const index: Buffer[] = [];
  const store: Buffer[] = [];
  let size = 0;
  const put = (bytes: Buffer, align: number): number => {
    const padding = (align - (size % align)) % align;
    store.push(Buffer.alloc(padding), bytes);
    const offset = size + padding;
    size = offset + bytes.length;
    return offset;
  };
  for (const [tag, value] of Object.entries(tags)) {
    const { type, align, count, bytes } = encode(value);
    index.push(words(Number(tag), type, put(bytes, align), count));
  }
  const entries = index.length + 1;
  const trailer = words(region, 7, -entries * ENTRY_SIZE, 16);
  const first = words(region, 7, put(trailer, 1), 16);
  const preamble = Buffer.concat([Buffer.from('8eade80100000000', 'hex'), words(entries, size)]);
  return Buffer.concat([preamble, first, ...index, ...store]);
}

function encode(value: TagValue): { type: number; align: number; count: number; bytes: Buffer } {
  if ('bytes' in value) return { type: 7, align: 1, count: value.bytes.length, bytes: value.bytes };
  if ('text' in value) return { type: 6, align: 1, count: 1, bytes: ended(value.text) };
  if ('texts' in value) {
    return { type: 8, align: 1, count: value.texts.length, bytes: Buffer.concat(value.texts.map(ended)) };
  }
  if ('int16' in value)
    return { type: 3, align: 2, count: value.int16.length, bytes: numbers(2, value.int16) };
  if ('int32' in value)
    return { type: 4, align: 4, count: value.int32.length, bytes: numbers(4, value.int32) };
  const bytes = Buffer.alloc(8 * value.int64.length);
  for (const [at, number] of value.int64.entries()) bytes.writeBigUInt64BE(number, at * 8);
  return { type: 5, align: 8, count: value.int64.length, bytes };
}

function ended(text: string | Buffer): Buffer {
  return Buffer.concat([Buffer.from(text), Buffer.alloc(1)]);
}

function numbers(width: number, values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(width * values.length);
  for (const [at, value] of values.entries()) bytes.writeUIntBE(value, at * width, width);
  return bytes;
}

/** 32-bit numbers, negative ones as their complement. */
function words(...values: number[]): Buffer {
  return numbers(
    4,
    values.map((value) => value >>> 0),
  );
}
