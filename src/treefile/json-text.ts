/** A place in JSON text where it is none, in serde_json's words. */
export class JsonSyntaxError extends Error {
  /** Index of the character that was being looked at; the text's length for its end. */
  readonly index: number;

  constructor(words: string, index: number) {
    super(words);
    this.name = 'JsonSyntaxError';
    this.index = index;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Walks over JSON text as serde_json does: no comments, no trailing commas, no lone surrogates. */
export class JsonText {
  readonly text: string;
  index = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(words: string, index = this.index): never {
    throw new JsonSyntaxError(words, index);
  }

  /** The next character that is no blank, not taken; '' at the end. */
  peek(): string {
    while (' \n\t\r'.includes(this.text[this.index] ?? 'x')) this.index += 1;
    return this.text[this.index] ?? '';
  }

  /** Takes the word; one that begins alike is no identifier. */
  word(expected: string): void {
    for (const char of expected) {
      const found = this.text[this.index];
      if (found === undefined) this.fail('EOF while parsing a value');
      if (found !== char) this.fail('expected ident');
      this.index += 1;
    }
  }

  /** Takes a number. An integer beyond 64 bits is a float, as there. */
  number(): bigint | number {
    const match = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
    match.lastIndex = this.index;
    const [digits, , fraction, exponent] = match.exec(this.text) ?? [];
    if (digits === undefined) return this.fail('invalid number', this.index + 1);
    const end = this.index + digits.length;
    const next = this.text[end] ?? '';
    const isCut =
      (next === '.' && fraction === undefined) ||
      (/[eE]/.test(next) && exponent === undefined) ||
      /\d/.test(next);
    if (isCut) {
      const at = end + (/\d/.test(next) ? 0 : 1);
      this.fail(at >= this.text.length ? 'EOF while parsing a value' : 'invalid number', at);
    }
    this.index = end;
    if (fraction === undefined && exponent === undefined) {
      const integer = BigInt(digits);
      if (integer < 2n ** 64n && integer >= -(2n ** 63n)) return integer;
    }
    const float = Number(digits);
    return Number.isFinite(float) ? float : this.fail('number out of range');
  }

  /** Takes a string, from its quote on. */
  string(): string {
    let result = '';
    this.index += 1;
    for (;;) {
      result += this.#plain();
      const char = this.text[this.index];
      if (char === undefined) return this.fail('EOF while parsing a string');
      if (char === '"') {
        this.index += 1;
        return result;
      }
      if (char < ' ') return this.fail('control character (\\u0000-\\u001F) found while parsing a string');
      this.index += 1;
      result += this.#escape();
    }
  }

  /** Takes what of a string stands for itself: up to its end, an escape or a control character. */
  #plain(): string {
    // eslint-disable-next-line no-control-regex -- control characters are what ends it
    const end = /["\\\u0000-\u001f]|$/g;
    end.lastIndex = this.index;
    const from = this.index;
    this.index = end.exec(this.text)?.index ?? this.text.length;
    return this.text.slice(from, this.index);
  }

  #escape(): string {
    const char = this.text[this.index];
    if (char === undefined) return this.fail('EOF while parsing a string');
    if (char === 'u') {
      this.index += 1;
      return this.#unicode();
    }
    const plain = Object.hasOwn(ESCAPES, char) ? ESCAPES[char] : undefined;
    if (plain === undefined) return this.fail('invalid escape');
    this.index += 1;
    return plain;
  }

  #unicode(): string {
    const high = this.#hex();
    if (high >= 0xdc00 && high <= 0xdfff) return this.fail('lone leading surrogate in hex escape');
    if (high < 0xd800 || high > 0xdbff) return String.fromCharCode(high);
    if (this.text[this.index] !== '\\' || this.text[this.index + 1] !== 'u')
      return this.fail('unexpected end of hex escape');
    this.index += 2;
    const low = this.#hex();
    if (low < 0xdc00 || low > 0xdfff) return this.fail('lone leading surrogate in hex escape');
    return String.fromCharCode(high, low);
  }

  #hex(): number {
    const digits = this.text.slice(this.index, this.index + 4);
    if (!/^[\da-fA-F]{4}$/.test(digits))
      return this.fail(digits.length < 4 ? 'EOF while parsing a string' : 'invalid escape');
    this.index += 4;
    return Number.parseInt(digits, 16);
  }
}
