import type { Cursor } from './cursor.ts';
import { scanHandle, scanUri } from './scan-names.ts';
import type { Mark } from './syntax-error.ts';
import type { Token } from './tokens.ts';

const LINE_STOPS = /[\n\r\u0085\u2028\u2029]/g;

/** Scans `%YAML 1.2` or `%TAG !handle! prefix`. @throws YamlSyntaxError */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.mark;
  const context = { doing: 'while scanning a directive', mark: start };
  cursor.skip();
  let name = '';
  while (cursor.isWord()) name += cursor.read();
  if (name === '') cursor.fail('could not find expected directive name', context);
  if (!cursor.isBlankOrEnd()) cursor.fail('found unexpected non-alphabetical character', context);
  const token =
    name === 'YAML'
      ? scanVersion(cursor, start)
      : name === 'TAG'
        ? scanTagDirective(cursor, start)
        : cursor.fail('found unknown directive name', context);
  while (cursor.isBlank()) cursor.skip();
  if (cursor.peek() === '#') cursor.readUntil(LINE_STOPS);
  if (!cursor.isBreakOrEnd()) cursor.fail('did not find expected comment or line break', context);
  if (cursor.isBreak()) cursor.skipLine();
  return token;
}

function scanVersion(cursor: Cursor, start: Mark): Token {
  const context = { doing: 'while scanning a %YAML directive', mark: start };
  const number = (): number => {
    let digits = '';
    while (/^\d$/.test(cursor.peek())) {
      if (digits.length === 9) cursor.fail('found extremely long version number', context);
      digits += cursor.read();
    }
    return digits === '' ? cursor.fail('did not find expected version number', context) : Number(digits);
  };
  while (cursor.isBlank()) cursor.skip();
  const major = number();
  if (cursor.peek() !== '.') cursor.fail("did not find expected digit or '.' character", context);
  cursor.skip();
  return { kind: 'version', major, minor: number(), start, end: cursor.mark };
}

function scanTagDirective(cursor: Cursor, start: Mark): Token {
  const context = { doing: 'while scanning a %TAG directive', mark: start };
  while (cursor.isBlank()) cursor.skip();
  const handle = scanHandle(cursor, start, true);
  if (!cursor.isBlank()) cursor.fail('did not find expected whitespace', context);
  while (cursor.isBlank()) cursor.skip();
  const prefix = scanUri(cursor, start, { isVerbatim: true, isDirective: true, head: '' });
  if (!cursor.isBlankOrEnd()) cursor.fail('did not find expected whitespace or line break', context);
  return { kind: 'tag-directive', handle, prefix, start, end: cursor.mark };
}
