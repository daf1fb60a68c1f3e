import { YamlCharacterError, YamlSyntaxError, type Context, type Mark } from './syntax-error.ts';

/** Characters libyaml does not read, wherever they stand. A byte order mark is one it does. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** A text and how far it is read, with libyaml's classes of characters. */
export class Cursor {
  readonly text: string;
  index = 0;
  line = 0;
  column = 0;

  /** @throws YamlSyntaxError for a control character */
  constructor(text: string) {
    this.text = text;
    const forbidden = FORBIDDEN.exec(text);
    if (forbidden === null) return;
    const before = text.slice(0, forbidden.index);
    const line = before.split('\n').length - 1;
    const column = forbidden.index - (before.lastIndexOf('\n') + 1);
    throw new YamlCharacterError(
      'control characters are not allowed',
      { index: forbidden.index, line, column },
      Buffer.byteLength(before),
    );
  }

  get mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  /** The character so many places on; '' behind the end. */
  peek(offset = 0): string {
    return this.text[this.index + offset] ?? '';
  }

  /** True where the text goes on with it. */
  ahead(text: string): boolean {
    return this.text.startsWith(text, this.index);
  }

  get isEnd(): boolean {
    return this.index >= this.text.length;
  }

  isBlank(offset = 0): boolean {
    const char = this.peek(offset);
    return char === ' ' || char === '\t';
  }

  isBreak(offset = 0): boolean {
    const char = this.peek(offset);
    return char !== '' && '\r\n\u0085\u2028\u2029'.includes(char);
  }

  /** Blank, line end or end of the text. */
  isBlankOrEnd(offset = 0): boolean {
    return this.peek(offset) === '' || this.isBlank(offset) || this.isBreak(offset);
  }

  isBreakOrEnd(offset = 0): boolean {
    return this.peek(offset) === '' || this.isBreak(offset);
  }

  /** Letters, digits, `_` and `-`: what names of anchors and tag handles consist of. */
  isWord(offset = 0): boolean {
    return /^[0-9A-Za-z_-]$/.test(this.peek(offset));
  }

  /** `---` or `...` at the beginning of a line. */
  get isDocumentIndicator(): boolean {
    return this.column === 0 && (this.ahead('---') || this.ahead('...')) && this.isBlankOrEnd(3);
  }

  /** Goes on by characters that are no line ends. */
  skip(count = 1): void {
    for (let left = count; left > 0; left -= 1) {
      const code = this.text.charCodeAt(this.index);
      const isPair = code >= 0xd800 && code <= 0xdbff;
      this.index += isPair ? 2 : 1;
      this.column += 1;
    }
  }

  /** Takes one character. */
  read(): string {
    const from = this.index;
    this.skip();
    return this.text.slice(from, this.index);
  }

  /** Takes what is no blank, line end or end, up to the first of the characters that end it as well. */
  readUntil(stops: RegExp): string {
    stops.lastIndex = this.index;
    const end = stops.exec(this.text)?.index ?? this.text.length;
    const taken = this.text.slice(this.index, end);
    this.index = end;
    this.column += taken.length - (taken.match(/[\ud800-\udbff]/g)?.length ?? 0);
    return taken;
  }

  /** Goes over a line end. */
  skipLine(): void {
    this.index += this.ahead('\r\n') ? 2 : 1;
    this.line += 1;
    this.column = 0;
  }

  /** Takes a line end: `\n`, but for the two separators of Unicode. */
  readLine(): string {
    const char = this.peek();
    this.skipLine();
    return char === '\u2028' || char === '\u2029' ? char : '\n';
  }

  /** @throws YamlSyntaxError always, at this place */
  fail(problem: string, context?: Context): never {
    throw new YamlSyntaxError(problem, this.mark, context);
  }
}
