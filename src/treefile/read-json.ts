import { TreefileError } from './error.ts';
import { JsonSyntaxError, JsonText } from './json-text.ts';
import { LinePositions } from './line-positions.ts';
import type { Located, LocatedEntry } from './located.ts';
import { SIZE_LIMIT } from './limits.ts';
import type { Origin } from './types.ts';

/** Values within values; serde_json's own limit. */
const DEPTH_LIMIT = 128;

/**
 * Reads a JSON treefile with the place of every value.
 *
 * @throws TreefileError for text that is no JSON, in serde_json's words.
 */
export function readJson(text: string, file: string): Located {
  if (text.length > SIZE_LIMIT)
    throw new TreefileError(`Parsing ${file}: too large for a treefile`, { file });
  const positions = new LinePositions(text);
  const originAt = (index: number): Origin => ({ file, ...positions.at(index) });
  const reader = new JsonReader(new JsonText(text), originAt);
  try {
    return reader.document();
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const at = positions.upstream(error.index);
    throw new TreefileError(
      `Parsing ${file}: serde-json: ${error.message} at line ${at.line} column ${at.column}`,
      originAt(Math.min(error.index, text.length)),
    );
  }
}

class JsonReader {
  readonly #text: JsonText;
  readonly #originAt: (index: number) => Origin;

  constructor(text: JsonText, originAt: (index: number) => Origin) {
    this.#text = text;
    this.#originAt = originAt;
  }

  document(): Located {
    const value = this.#value(0);
    if (this.#text.peek() !== '') this.#text.fail('trailing characters');
    return value;
  }

  #value(depth: number): Located {
    const text = this.#text;
    const char = text.peek();
    const origin = this.#originAt(text.index);
    if (char === '') return text.fail('EOF while parsing a value');
    if (depth >= DEPTH_LIMIT - 1 && (char === '{' || char === '[')) text.fail('recursion limit exceeded');
    if (char === '{') return { scalar: undefined, entries: this.#entries(depth), origin };
    if (char === '[') return { scalar: undefined, items: this.#items(depth), origin };
    if (char === '"') return { scalar: text.string(), origin };
    if (/[-\d]/.test(char)) return { scalar: text.number(), origin };
    const word = { t: 'true', f: 'false', n: 'null' }[char];
    if (word === undefined) return text.fail('expected value');
    text.word(word);
    return { scalar: word === 'null' ? null : word === 'true', origin };
  }

  #items(depth: number): Located[] {
    const text = this.#text;
    const items: Located[] = [];
    text.index += 1;
    if (text.peek() === ']') {
      text.index += 1;
      return items;
    }
    for (;;) {
      if (text.peek() === '') text.fail('EOF while parsing a list');
      items.push(this.#value(depth + 1));
      const next = text.peek();
      if (next === '') text.fail('EOF while parsing a list');
      if (next !== ',' && next !== ']') text.fail('expected `,` or `]`');
      text.index += 1;
      if (next === ']') return items;
      if (text.peek() === ']') text.fail('trailing comma');
    }
  }

  #entries(depth: number): LocatedEntry[] {
    const text = this.#text;
    const entries: LocatedEntry[] = [];
    text.index += 1;
    if (text.peek() === '}') {
      text.index += 1;
      return entries;
    }
    for (;;) {
      const start = text.peek();
      if (start === '')
        text.fail(entries.length === 0 ? 'EOF while parsing an object' : 'EOF while parsing a value');
      if (start === '}') text.fail('trailing comma');
      if (start !== '"') text.fail('key must be a string');
      const origin = this.#originAt(text.index);
      const key: Located = { scalar: text.string(), origin };
      const colon = text.peek();
      if (colon === '') text.fail('EOF while parsing an object');
      if (colon !== ':') text.fail('expected `:`');
      text.index += 1;
      entries.push({ key, value: this.#value(depth + 1) });
      const next = text.peek();
      if (next === '') text.fail('EOF while parsing an object');
      if (next !== ',' && next !== '}') text.fail('expected `,` or `}`');
      text.index += 1;
      if (next === '}') return entries;
    }
  }
}
