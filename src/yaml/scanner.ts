import { Cursor } from './cursor.ts';
import { scanBlock } from './scan-block.ts';
import { scanDirective } from './scan-directive.ts';
import { scanAnchor, scanTag } from './scan-names.ts';
import { scanPlain } from './scan-plain.ts';
import { scanQuoted } from './scan-quoted.ts';
import { YamlSyntaxError, type Mark } from './syntax-error.ts';
import type { Indicator, Token } from './tokens.ts';

/** A place a key may turn out to have begun at, once its colon is there. */
interface SimpleKey {
  /** Nothing else can stand there. */
  readonly required: boolean;
  /** How many tokens come before it in the whole text. */
  readonly number: number;
  readonly mark: Mark;
}

/** A key ends on its line, and within so many characters. */
const KEY_LENGTH = 1024;
const LINE_STOPS = /[\n\r\u0085\u2028\u2029]/g;
const PLAIN_NEVER = '-?:,[]{}#&*!|>\'"%@`';

/** Turns text into tokens the way libyaml does, so that the same text is refused with the same words. */
export class Scanner {
  readonly #cursor: Cursor;
  readonly #tokens: Token[] = [];
  #taken = 0;
  #isEnded = false;
  #indent = -1;
  readonly #indents: number[] = [];
  /** One for the block context, and one for each bracket that is open. */
  readonly #keys: (SimpleKey | undefined)[] = [undefined];
  #keyAllowed = true;

  /** @throws YamlSyntaxError for a control character */
  constructor(text: string) {
    this.#cursor = new Cursor(text);
  }

  /** The next token, which stays. @throws YamlSyntaxError */
  peek(): Token {
    while (this.#needsMore()) this.#fetch();
    const [token] = this.#tokens;
    if (token === undefined) throw new Error('a stream has an end');
    return token;
  }

  /** Takes the next token. @throws YamlSyntaxError */
  next(): Token {
    const token = this.peek();
    this.#tokens.shift();
    this.#taken += 1;
    return token;
  }

  get #isFlow(): boolean {
    return this.#keys.length > 1;
  }

  #needsMore(): boolean {
    if (this.#tokens.length === 0) return !this.#isEnded;
    this.#dropStaleKeys();
    // The first one may yet turn out to be a key, before which another token belongs.
    if (this.#isEnded) return false;
    for (const key of this.#keys) if (key?.number === this.#taken) return true;
    return false;
  }

  #dropStaleKeys(): void {
    const { line, index } = this.#cursor;
    for (let level = 0; level < this.#keys.length; level += 1) {
      const key = this.#keys[level];
      if (key === undefined || (key.mark.line === line && key.mark.index + KEY_LENGTH >= index)) continue;
      this.#refuseRequired(key);
      this.#keys[level] = undefined;
    }
  }

  #refuseRequired(key: SimpleKey | undefined): void {
    if (key?.required === true) {
      this.#cursor.fail("could not find expected ':'", {
        doing: 'while scanning a simple key',
        mark: key.mark,
      });
    }
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    this.#removeKey();
    this.#keys[this.#keys.length - 1] = {
      required: !this.#isFlow && this.#indent === this.#cursor.column,
      number: this.#taken + this.#tokens.length,
      mark: this.#cursor.mark,
    };
  }

  #removeKey(): void {
    this.#refuseRequired(this.#keys.at(-1));
    this.#keys[this.#keys.length - 1] = undefined;
  }

  /** Begins a block collection further right. */
  #roll(column: number, kind: Indicator, mark: Mark, number?: number): void {
    if (this.#isFlow || this.#indent >= column) return;
    this.#indents.push(this.#indent);
    this.#indent = column;
    const token: Token = { kind, start: mark, end: mark };
    if (number === undefined) this.#tokens.push(token);
    else this.#tokens.splice(number - this.#taken, 0, token);
  }

  /** Ends the block collections further right. */
  #unroll(column: number): void {
    if (this.#isFlow) return;
    while (this.#indent > column) {
      const { mark } = this.#cursor;
      this.#tokens.push({ kind: 'block-end', start: mark, end: mark });
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #indicator(kind: Indicator, length: number): void {
    const start = this.#cursor.mark;
    this.#cursor.skip(length);
    this.#tokens.push({ kind, start, end: this.#cursor.mark });
  }

  #fetch(): void {
    const cursor = this.#cursor;
    this.#skipToToken();
    this.#dropStaleKeys();
    this.#unroll(cursor.column);
    const char = cursor.peek();
    if (cursor.isEnd) this.#fetchEnd();
    else if (cursor.column === 0 && char === '%') this.#fetchDirective();
    else if (cursor.isDocumentIndicator)
      this.#fetchDocument(char === '-' ? 'document-start' : 'document-end');
    else if (char === '[' || char === '{') this.#fetchOpening(char);
    else if (char === ']' || char === '}') this.#fetchClosing(char);
    else if (char === ',') this.#fetchFlowEntry();
    else if (char === '-' && cursor.isBlankOrEnd(1)) this.#fetchBlockEntry();
    else if (char === '?' && (this.#isFlow || cursor.isBlankOrEnd(1))) this.#fetchKey();
    else if (char === ':' && (this.#isFlow || cursor.isBlankOrEnd(1))) this.#fetchValue();
    else this.#fetchContent(char);
  }

  #fetchContent(char: string): void {
    const cursor = this.#cursor;
    if ((char === '|' || char === '>') && !this.#isFlow) {
      this.#removeKey();
      this.#keyAllowed = true;
      this.#tokens.push(scanBlock(cursor, this.#indent));
      return;
    }
    const isName = char === '*' || char === '&';
    const isQuoted = char === "'" || char === '"';
    const isPlain =
      (!PLAIN_NEVER.includes(char) && !cursor.isBlankOrEnd()) ||
      (char === '-' && !cursor.isBlank(1)) ||
      (!this.#isFlow && (char === '?' || char === ':') && !cursor.isBlankOrEnd(1));
    if (!isName && !isQuoted && char !== '!' && !isPlain) {
      cursor.fail('found character that cannot start any token', {
        doing: 'while scanning for the next token',
        mark: cursor.mark,
      });
    }
    this.#saveKey();
    this.#keyAllowed = false;
    if (isName) this.#tokens.push(scanAnchor(cursor));
    else if (isQuoted) this.#tokens.push(scanQuoted(cursor));
    else if (char === '!') this.#tokens.push(scanTag(cursor, this.#isFlow));
    else {
      const { token, endedLine } = scanPlain(cursor, { indent: this.#indent + 1, isFlow: this.#isFlow });
      this.#tokens.push(token);
      if (endedLine) this.#keyAllowed = true;
    }
  }

  #skipToToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      if (cursor.column === 0 && cursor.peek() === '\uFEFF') cursor.skip();
      while (cursor.peek() === ' ' || ((this.#isFlow || !this.#keyAllowed) && cursor.peek() === '\t'))
        cursor.skip();
      if (cursor.peek() === '#') cursor.readUntil(LINE_STOPS);
      if (!cursor.isBreak()) return;
      cursor.skipLine();
      if (!this.#isFlow) this.#keyAllowed = true;
    }
  }

  #fetchEnd(): void {
    const cursor = this.#cursor;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line += 1;
    }
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    const { mark } = cursor;
    this.#tokens.push({ kind: 'stream-end', start: mark, end: mark });
    this.#isEnded = true;
  }

  #fetchDirective(): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#tokens.push(scanDirective(this.#cursor));
  }

  #fetchDocument(kind: Indicator): void {
    this.#unroll(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#indicator(kind, 3);
  }

  #fetchOpening(char: '[' | '{'): void {
    this.#saveKey();
    this.#keys.push(undefined);
    this.#keyAllowed = true;
    this.#indicator(char === '[' ? 'flow-sequence-start' : 'flow-mapping-start', 1);
  }

  #fetchClosing(char: ']' | '}'): void {
    this.#removeKey();
    if (this.#isFlow) this.#keys.pop();
    this.#keyAllowed = false;
    this.#indicator(char === ']' ? 'flow-sequence-end' : 'flow-mapping-end', 1);
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#indicator('flow-entry', 1);
  }

  #fetchBlockEntry(): void {
    if (!this.#isFlow) {
      if (!this.#keyAllowed) this.#cursor.fail('block sequence entries are not allowed in this context');
      this.#roll(this.#cursor.column, 'block-sequence-start', this.#cursor.mark);
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#indicator('block-entry', 1);
  }

  #fetchKey(): void {
    if (!this.#isFlow) {
      if (!this.#keyAllowed) this.#cursor.fail('mapping keys are not allowed in this context');
      this.#roll(this.#cursor.column, 'block-mapping-start', this.#cursor.mark);
    }
    this.#removeKey();
    this.#keyAllowed = !this.#isFlow;
    this.#indicator('key', 1);
  }

  #fetchValue(): void {
    const key = this.#keys.at(-1);
    if (key !== undefined) {
      this.#tokens.splice(key.number - this.#taken, 0, { kind: 'key', start: key.mark, end: key.mark });
      this.#roll(key.mark.column, 'block-mapping-start', key.mark, key.number);
      this.#keys[this.#keys.length - 1] = undefined;
      this.#keyAllowed = false;
    } else {
      if (!this.#isFlow) {
        if (!this.#keyAllowed)
          throw new YamlSyntaxError('mapping values are not allowed in this context', this.#cursor.mark);
        this.#roll(this.#cursor.column, 'block-mapping-start', this.#cursor.mark);
      }
      this.#keyAllowed = !this.#isFlow;
    }
    this.#indicator('value', 1);
  }
}
