import type { Cursor } from './cursor.ts';
import type { Mark } from './syntax-error.ts';
import type { Token } from './tokens.ts';

/** Scans `&name` or `*name`. @throws YamlSyntaxError */
export function scanAnchor(cursor: Cursor): Token {
  const start = cursor.mark;
  const isAnchor = cursor.read() === '&';
  const name = readWord(cursor);
  const isDelimited = cursor.isBlankOrEnd() || '?:,]}%@`'.includes(cursor.peek());
  if (name === '' || !isDelimited) {
    cursor.fail('did not find expected alphabetic or numeric character', {
      doing: `while scanning an ${isAnchor ? 'anchor' : 'alias'}`,
      mark: start,
    });
  }
  return { kind: isAnchor ? 'anchor' : 'alias', name, start, end: cursor.mark };
}

function readWord(cursor: Cursor): string {
  let word = '';
  while (cursor.isWord()) word += cursor.read();
  return word;
}

/** Scans `!name`, `!handle!name` or `!<uri>`. @throws YamlSyntaxError */
export function scanTag(cursor: Cursor, isFlow: boolean): Token {
  const start = cursor.mark;
  const context = { doing: 'while scanning a tag', mark: start };
  let handle = '';
  let suffix: string;
  if (cursor.peek(1) === '<') {
    cursor.skip(2);
    suffix = scanUri(cursor, start, { isVerbatim: true, isDirective: false, head: '' });
    if (cursor.peek() !== '>') cursor.fail("did not find the expected '>'", context);
    cursor.skip();
  } else {
    handle = scanHandle(cursor, start, false);
    const isNamed = handle.length > 1 && handle.endsWith('!');
    const head = isNamed ? '' : handle;
    suffix = scanUri(cursor, start, { isVerbatim: false, isDirective: false, head });
    if (!isNamed) handle = '!';
    if (!isNamed && suffix === '') [handle, suffix] = ['', '!'];
  }
  const isDelimited = cursor.isBlankOrEnd() || (isFlow && cursor.peek() === ',');
  if (!isDelimited) cursor.fail('did not find expected whitespace or line break', context);
  return { kind: 'tag', handle, suffix, start, end: cursor.mark };
}

/** Scans `!`, `!name` or `!name!`. @throws YamlSyntaxError */
export function scanHandle(cursor: Cursor, start: Mark, isDirective: boolean): string {
  const context = { doing: `while scanning a tag${isDirective ? ' directive' : ''}`, mark: start };
  if (cursor.peek() !== '!') cursor.fail("did not find expected '!'", context);
  let handle = cursor.read() + readWord(cursor);
  if (cursor.peek() === '!') handle += cursor.read();
  else if (isDirective && handle !== '!')
    cursor.fail("did not find expected '!'", { doing: 'while parsing a tag directive', mark: start });
  return handle;
}

/** Scans what stands behind a handle. @throws YamlSyntaxError */
export function scanUri(
  cursor: Cursor,
  start: Mark,
  { isVerbatim, isDirective, head }: { isVerbatim: boolean; isDirective: boolean; head: string },
): string {
  const doing = isDirective ? 'while parsing a %TAG directive' : 'while parsing a tag';
  const context = { doing, mark: start };
  let uri = head.slice(1);
  let length = head.length;
  const more = isVerbatim ? /^[\w;/?:@&=+$.%!~*'()\-,[\]]$/ : /^[\w;/?:@&=+$.%!~*'()-]$/;
  while (more.test(cursor.peek())) {
    const from = cursor.index;
    if (cursor.peek() === '%') {
      const escaped = /(?:%[\da-fA-F]{2})+/y;
      escaped.lastIndex = from;
      const [octets] = escaped.exec(cursor.text) ?? [];
      if (octets === undefined) cursor.fail('did not find URI escaped octet', context);
      uri += Buffer.from((octets ?? '').replaceAll('%', ''), 'hex').toString('utf8');
      cursor.skip((octets ?? '').length);
    } else {
      uri += cursor.read();
    }
    length += 1;
  }
  if (length === 0) cursor.fail('did not find expected tag URI', context);
  return uri;
}
