/**
 * A text that is changed in places, and knows for each line which line of the original it was, or which input wrote
 * it: an error found in the changed text can then name what a person wrote.
 */
export class ManifestFile {
  /** The path a person knows the original by. */
  readonly file: string;
  #text: string;
  #origins: (number | undefined)[];
  /** What wrote each line, where it was not the file. */
  #writers: (string | undefined)[];
  #writer: string | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.#text = text;
    this.#origins = text.split('\n').map((_line, index) => index + 1);
    this.#writers = this.#origins.map(() => undefined);
  }

  get text(): string {
    return this.#text;
  }

  /** The line end the file uses. */
  get eol(): string {
    return this.#text.includes('\r\n') ? '\r\n' : '\n';
  }

  /**
   * Runs edits in the name of an input.
   *
   * @param writer the input and what of it, such as `overrides: packages`.
   */
  by<T>(writer: string, edit: () => T): T {
    this.#writer = writer;
    try {
      return edit();
    } finally {
      this.#writer = undefined;
    }
  }

  /** Replaces `[start, end)`; nothing else moves. */
  splice(start: number, end: number, insert: string): void {
    const first = lineOf(this.#text, start);
    const removed = lineOf(this.#text, end) - first + 1;
    const added = insert.split('\n').length;
    const old = this.#origins.slice(first, first + removed);
    // A whole line that goes leaves the line behind it in its place, with that line's number.
    const wholeLines = this.#text[start - 1] === '\n' || start === 0;
    const kept =
      added === removed
        ? old
        : added === 1 && wholeLines && insert === ''
          ? old.slice(-1)
          : [old[0], ...Array.from({ length: added - 1 }, () => undefined)];
    this.#origins.splice(first, removed, ...kept);
    const writers = this.#writers.slice(first, first + removed);
    // A line end at the edge of what is put in leaves the line behind that edge to who wrote it.
    const [from, to] = [
      insert.startsWith('\n') || insert.startsWith('\r\n') ? 1 : 0,
      insert.endsWith('\n') ? added - 1 : added,
    ];
    this.#writers.splice(
      first,
      removed,
      ...Array.from({ length: added }, (_line, index) => {
        if (insert !== '' && index >= from && index < to) return this.#writer;
        return index === 0 && from > 0 ? writers[0] : writers.at(-1);
      }),
    );
    this.#text = this.#text.slice(0, start) + insert + this.#text.slice(end);
  }

  /** Line of the original (1-based) a line of the changed text was; undefined for a line that was added. */
  sourceLine(line: number): number | undefined {
    return this.#origins[line - 1];
  }

  /** What wrote a line of the changed text, as {@link by} was told; undefined for the file itself. */
  writerOf(line: number): string | undefined {
    return this.#writers[line - 1];
  }
}

function lineOf(text: string, offset: number): number {
  let line = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
