/**
 * Values by text, looked up by bytes: of the million names in metadata nearly none is in the table, and those need not
 * become text to find that out.
 */
export class ByteTable<T> {
  readonly #values = new Map<string, T>();
  /** One bit for each hash of a text of the table. */
  readonly #bits = new Uint8Array(1 << 16);

  get size(): number {
    return this.#values.size;
  }

  /** The value of a text, made when it is not there. */
  at(text: string, make: () => T): T {
    const found = this.#values.get(text);
    if (found !== undefined) return found;
    const made = make();
    this.#values.set(text, made);
    const bytes = Buffer.from(text);
    this.#bits[hashOf(bytes, 0, bytes.length)] = 1;
    return made;
  }

  /** The value of the text that a range of bytes is; without entities in it. */
  find(bytes: Buffer, from: number, to: number): T | undefined {
    if (this.#bits[hashOf(bytes, from, to)] === 0) return undefined;
    return this.#values.get(bytes.toString('utf8', from, to));
  }

  get(text: string): T | undefined {
    return this.#values.get(text);
  }
}

function hashOf(bytes: Buffer, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return (hash ^ (hash >>> 16)) & 0xff_ff;
}
