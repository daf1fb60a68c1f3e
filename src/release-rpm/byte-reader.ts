/** Thrown by {@link ByteReader} when the source ends too early; its caller knows what was being read. */
export class EndOfBytes extends Error {
  constructor() {
    super('the bytes end too early');
    this.name = 'EndOfBytes';
  }
}

/** Reads counted pieces from a stream of chunks; what was read is not kept. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #offset = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Bytes read so far. */
  get offset(): number {
    return this.#offset;
  }

  /** The next `count` bytes in one piece. @throws EndOfBytes */
  async take(count: number): Promise<Buffer> {
    if (this.#chunk.length >= count) return this.#cut(count);
    const parts: Buffer[] = [];
    await this.pass(count, (part) => parts.push(part));
    return Buffer.concat(parts);
  }

  /** Hands the next `count` bytes on, piece by piece. @throws EndOfBytes */
  async pass(count: number, sink: (part: Buffer) => void): Promise<void> {
    for (let left = count; left > 0;) {
      if (this.#chunk.length === 0 && !(await this.#next())) throw new EndOfBytes();
      const part = this.#cut(Math.min(left, this.#chunk.length));
      left -= part.length;
      sink(part);
    }
  }

  /** Reads to the end, at most `limit` bytes. @returns false when there is more. */
  async drain(limit: number): Promise<boolean> {
    for (let read = 0; read <= limit;) {
      if (this.#chunk.length === 0 && !(await this.#next())) return true;
      read += this.#cut(this.#chunk.length).length;
    }
    return false;
  }

  /** Ends the source early, if it is not at its end. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #cut(count: number): Buffer {
    const part = this.#chunk.subarray(0, count);
    this.#chunk = this.#chunk.subarray(count);
    this.#offset += count;
    return part;
  }

  async #next(): Promise<boolean> {
    const next: IteratorResult<Buffer, unknown> = await this.#source.next();
    if (next.done === true) return false;
    this.#chunk = next.value;
    return true;
  }
}
