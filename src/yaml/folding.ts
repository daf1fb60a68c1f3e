import type { Cursor } from './cursor.ts';

/** Blanks and line ends between two words of a scalar, and what they become once the next word is there. */
export class Folding {
  /** True once a line has ended: what is blank then is indentation. */
  leading = false;
  #blanks = '';
  #break = '';
  #more = '';

  get isEmpty(): boolean {
    return !this.leading && this.#blanks === '';
  }

  /** Takes one blank or line end. */
  take(cursor: Cursor): void {
    if (cursor.isBlank()) {
      if (this.leading) cursor.skip();
      else this.#blanks += cursor.read();
    } else if (this.leading) {
      this.#more += cursor.readLine();
    } else {
      this.#blanks = '';
      this.#break = cursor.readLine();
      this.leading = true;
    }
  }

  /** A line end that leaves nothing behind: one after a backslash. */
  skipBreak(cursor: Cursor): void {
    cursor.skipLine();
    this.leading = true;
  }

  /** The text between the words, gone afterwards: one line end is a blank, of several all but the first stay. */
  join(): string {
    const { leading } = this;
    const joined = !leading
      ? this.#blanks
      : this.#break === '\n'
        ? this.#more === ''
          ? ' '
          : this.#more
        : this.#break + this.#more;
    this.leading = false;
    this.#blanks = '';
    this.#break = '';
    this.#more = '';
    return joined;
  }
}
