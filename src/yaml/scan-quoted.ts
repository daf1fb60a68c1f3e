import type { Cursor } from './cursor.ts';
import { Folding } from './folding.ts';
import type { Mark } from './syntax-error.ts';
import type { Token } from './tokens.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
/** Escapes that are followed by so many hexadecimal digits. */
const CODES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const SINGLE_STOPS = /[\t\n\r\u0085\u2028\u2029 ']/g;
const DOUBLE_STOPS = /[\t\n\r\u0085\u2028\u2029 "\\]/g;

/**
 * Scans a scalar in single or double quotes.
 *
 * @throws YamlSyntaxError
 */
export function scanQuoted(cursor: Cursor): Token {
  const start = cursor.mark;
  const quote = cursor.read();
  const context = { doing: 'while scanning a quoted scalar', mark: start };
  const stops = quote === '"' ? DOUBLE_STOPS : SINGLE_STOPS;
  const folding = new Folding();
  let value = '';
  for (;;) {
    if (cursor.isDocumentIndicator) cursor.fail('found unexpected document indicator', context);
    if (cursor.isEnd) cursor.fail('found unexpected end of stream', context);
    while (!cursor.isBlankOrEnd()) {
      if (quote === "'" && cursor.ahead("''")) {
        cursor.skip(2);
        value += "'";
      } else if (cursor.peek() === quote) {
        break;
      } else if (quote === '"' && cursor.peek() === '\\') {
        if (cursor.isBreak(1)) {
          cursor.skip();
          folding.skipBreak(cursor);
          break;
        }
        value += scanEscape(cursor, start);
      } else {
        value += cursor.readUntil(stops);
      }
    }
    if (cursor.peek() === quote) break;
    while (cursor.isBlank() || cursor.isBreak()) folding.take(cursor);
    value += folding.join();
  }
  cursor.skip();
  return { kind: 'scalar', value, isPlain: false, start, end: cursor.mark };
}

function scanEscape(cursor: Cursor, start: Mark): string {
  const context = { doing: 'while parsing a quoted scalar', mark: start };
  const char = cursor.peek(1);
  const plain = Object.hasOwn(ESCAPES, char) ? ESCAPES[char] : undefined;
  if (plain !== undefined) {
    cursor.skip(2);
    return plain;
  }
  const length = Object.hasOwn(CODES, char) ? CODES[char] : undefined;
  if (length === undefined) return cursor.fail('found unknown escape character', context);
  cursor.skip(2);
  const digits = cursor.text.slice(cursor.index, cursor.index + length);
  if (!/^[\da-fA-F]+$/.test(digits) || digits.length < length)
    return cursor.fail('did not find expected hexdecimal number', context);
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    return cursor.fail('found invalid Unicode character escape code', context);
  cursor.skip(length);
  return String.fromCodePoint(code);
}
