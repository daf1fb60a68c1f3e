import type { Located } from '../treefile/located.ts';
import type { Origin } from '../treefile/types.ts';

/** Values within values; deeper ones are no configuration. */
const DEPTH_LIMIT = 128;

/**
 * Reads JSON with the place of every value. Lock files have thousands of lines, for which a YAML reader takes seconds.
 *
 * @returns undefined for text that is no JSON, or is nested too deep.
 */
export function readLocatedJson(text: string, file: string): Located | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  return new Reader(text, file).value(0);
}

/** Walks a text that is known to be JSON. */
class Reader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  value(depth: number): Located | undefined {
    if (depth > DEPTH_LIMIT) return undefined;
    this.#skip();
    const origin = this.#origin();
    const char = this.#text[this.#at];
    if (char === '{') return this.#object(origin, depth);
    if (char === '[') return this.#array(origin, depth);
    if (char === '"') return { scalar: this.#string(), origin };
    const end = /[\s,\]}]|$/g;
    end.lastIndex = this.#at;
    const word = this.#text.slice(this.#at, end.exec(this.#text)?.index);
    this.#at += word.length;
    if (/^-?\d+$/.test(word)) return { scalar: BigInt(word), origin };
    const scalar: unknown = JSON.parse(word);
    return { scalar: typeof scalar === 'number' || typeof scalar === 'boolean' ? scalar : null, origin };
  }

  #object(origin: Origin, depth: number): Located | undefined {
    const entries: { key: Located; value: Located }[] = [];
    this.#at += 1;
    for (this.#skip(); this.#text[this.#at] !== '}'; this.#skip()) {
      if (this.#text[this.#at] === ',') {
        this.#at += 1;
        this.#skip();
      }
      const key = { origin: this.#origin(), scalar: this.#string() };
      this.#skip();
      this.#at += 1;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      entries.push({ key, value });
    }
    this.#at += 1;
    return { scalar: undefined, entries, origin };
  }

  #array(origin: Origin, depth: number): Located | undefined {
    const items: Located[] = [];
    this.#at += 1;
    for (this.#skip(); this.#text[this.#at] !== ']'; this.#skip()) {
      if (this.#text[this.#at] === ',') this.#at += 1;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      items.push(value);
    }
    this.#at += 1;
    return { scalar: undefined, items, origin };
  }

  #string(): string {
    const pattern = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
    pattern.lastIndex = this.#at;
    const literal = pattern.exec(this.#text)?.[0] ?? '""';
    this.#at += literal.length;
    return String(JSON.parse(literal));
  }

  #skip(): void {
    for (; ; this.#at += 1) {
      const char = this.#text[this.#at];
      if (char === '\n') {
        this.#line += 1;
        this.#lineStart = this.#at + 1;
      } else if (char !== ' ' && char !== '\t' && char !== '\r') return;
    }
  }

  #origin(): Origin {
    return { file: this.#file, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }
}
