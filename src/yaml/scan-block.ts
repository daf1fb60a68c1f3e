import type { Cursor } from './cursor.ts';
import type { Mark } from './syntax-error.ts';
import type { Token } from './tokens.ts';

const LINE_STOPS = /[\n\r\u0085\u2028\u2029]/g;
const DOING = 'while scanning a block scalar';

/** What stands behind `|` or `>`. */
interface Header {
  /** `+` keeps all line ends at the end, `-` none. */
  readonly chomping: string;
  /** Given indentation; 0 = found out. */
  readonly increment: number;
}

/**
 * Scans a literal or folded scalar.
 *
 * @param parentIndent column of what it is in.
 * @throws YamlSyntaxError
 */
export function scanBlock(cursor: Cursor, parentIndent: number): Token {
  const start = cursor.mark;
  const isLiteral = cursor.read() === '|';
  const { chomping, increment } = scanHeader(cursor, start);
  let end = cursor.mark;
  let indent = increment === 0 ? 0 : Math.max(parentIndent, 0) + increment;
  let breaks = '';
  const takeBreaks = (): void => {
    const found = scanBreaks(cursor, indent, parentIndent, start);
    ({ indent, breaks } = found);
    end = found.end ?? end;
  };
  takeBreaks();
  let value = '';
  let lineEnd = '';
  let wasBlank = false;
  while (cursor.column === indent && !cursor.isEnd) {
    const isBlank = cursor.isBlank();
    if (!isLiteral && lineEnd.startsWith('\n') && !wasBlank && !isBlank) {
      if (breaks === '') value += ' ';
    } else {
      value += lineEnd;
    }
    value += breaks;
    wasBlank = isBlank;
    value += cursor.readUntil(LINE_STOPS);
    lineEnd = cursor.isEnd ? '' : cursor.readLine();
    end = cursor.mark;
    takeBreaks();
  }
  if (chomping !== '-') value += lineEnd;
  if (chomping === '+') value += breaks;
  return { kind: 'scalar', value, isPlain: false, start, end };
}

function scanHeader(cursor: Cursor, start: Mark): Header {
  const context = { doing: DOING, mark: start };
  let chomping = '';
  let increment = 0;
  const takeSign = (): void => {
    if (cursor.peek() === '+' || cursor.peek() === '-') chomping = cursor.read();
  };
  takeSign();
  if (/^\d$/.test(cursor.peek())) {
    if (cursor.peek() === '0') cursor.fail('found an indentation indicator equal to 0', context);
    increment = Number(cursor.read());
    if (chomping === '') takeSign();
  }
  while (cursor.isBlank()) cursor.skip();
  if (cursor.peek() === '#') cursor.readUntil(LINE_STOPS);
  if (!cursor.isBreakOrEnd()) cursor.fail('did not find expected comment or line break', context);
  if (cursor.isBreak()) cursor.skipLine();
  return { chomping, increment };
}

/** Takes indentation and empty lines; with `indent` 0 finds out how far the text is indented. */
function scanBreaks(
  cursor: Cursor,
  indent: number,
  parentIndent: number,
  start: Mark,
): { readonly indent: number; readonly breaks: string; readonly end: Mark | undefined } {
  let breaks = '';
  let widest = 0;
  let end: Mark | undefined;
  for (;;) {
    const isIndent = (): boolean => indent === 0 || cursor.column < indent;
    while (isIndent() && cursor.peek() === ' ') cursor.skip();
    widest = Math.max(widest, cursor.column);
    if (isIndent() && cursor.peek() === '\t') {
      cursor.fail('found a tab character where an indentation space is expected', {
        doing: DOING,
        mark: start,
      });
    }
    if (!cursor.isBreak()) break;
    breaks += cursor.readLine();
    end = cursor.mark;
  }
  return { indent: indent === 0 ? Math.max(widest, parentIndent + 1, 1) : indent, breaks, end };
}
