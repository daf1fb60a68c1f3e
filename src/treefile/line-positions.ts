/** Lines and columns of a text. */
export class LinePositions {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1))
      starts.push(index + 1);
    this.#starts = starts;
  }

  /** 1-based line and column of the character at the index, as editors count. */
  at(index: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: index - (this.#starts[low] ?? 0) + 1 };
  }

  /**
   * The same as serde_json tells it after looking at that character: columns are bytes, a line end belongs to the next
   * line, and the end of the text is where its last character is.
   */
  upstream(index: number): { readonly line: number; readonly column: number } {
    const looked = Math.min(index + 1, this.#text.length);
    const { line } = this.at(looked);
    const start = this.#starts[line - 1] ?? 0;
    return { line, column: Buffer.byteLength(this.#text.slice(start, looked)) };
  }
}
