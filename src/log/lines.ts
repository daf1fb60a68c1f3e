import { StringDecoder } from 'node:string_decoder';

/** Longest line that is relayed in one piece, in characters; longer ones are cut into pieces of this length. */
export const LINE_LIMIT = 16_384;

/**
 * Cuts a child's bytes into lines: characters split between two chunks are put together, invalid UTF-8 becomes
 * U+FFFD, a carriage return ends a line too (progress bars), and a line without end cannot fill the memory.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    this.#take(this.#decoder.write(chunk));
  }

  /** What stands after the last line end, such as a prompt. */
  get pending(): string {
    return this.#rest;
  }

  /** Hands over what stands after the last line end. */
  end(): void {
    this.#take(this.#decoder.end());
    if (this.#rest !== '') this.#emit(this.#rest);
    this.#rest = '';
  }

  #take(text: string): void {
    const pieces = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = pieces.pop() ?? '';
    for (const piece of pieces) this.#emit(piece);
    // A line that outgrew the limit goes out in pieces at once, so `rest` stays short.
    while (this.#rest.length > LINE_LIMIT) {
      this.#onLine(this.#rest.slice(0, LINE_LIMIT));
      this.#rest = this.#rest.slice(LINE_LIMIT);
    }
  }

  #emit(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    for (let start = 0; start === 0 || start < text.length; start += LINE_LIMIT) {
      this.#onLine(text.slice(start, start + LINE_LIMIT));
    }
  }
}
