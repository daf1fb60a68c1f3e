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
      const end = pieceEnd(this.#rest, 0);
      this.#onLine(this.#rest.slice(0, end));
      this.#rest = this.#rest.slice(end);
    }
  }

  #emit(line: string): void {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    let start = 0;
    do {
      const end = pieceEnd(text, start);
      this.#onLine(text.slice(start, end));
      start = end;
    } while (start < text.length);
  }
}

/** Where a piece that starts at `start` ends: a character of two code units is not cut in two. */
function pieceEnd(text: string, start: number): number {
  const end = start + LINE_LIMIT;
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last <= 0xdbff ? end - 1 : Math.min(end, text.length);
}
