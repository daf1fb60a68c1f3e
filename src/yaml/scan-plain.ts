import type { Cursor } from './cursor.ts';
import { Folding } from './folding.ts';
import type { Token } from './tokens.ts';

/** What may end a word outside of brackets, and inside of them. */
const BLOCK_STOPS = /[\t\n\r\u0085\u2028\u2029 :]/g;
const FLOW_STOPS = /[\t\n\r\u0085\u2028\u2029 :,[\]{}]/g;

/**
 * Scans a scalar without quotes.
 *
 * @param indent column its further lines have to be at, at least.
 * @returns the token, and whether it ended with a line, so that a key may follow.
 * @throws YamlSyntaxError
 */
export function scanPlain(
  cursor: Cursor,
  { indent, isFlow }: { readonly indent: number; readonly isFlow: boolean },
): { readonly token: Token; readonly endedLine: boolean } {
  const start = cursor.mark;
  const context = { doing: 'while scanning a plain scalar', mark: start };
  const stops = isFlow ? FLOW_STOPS : BLOCK_STOPS;
  const folding = new Folding();
  let value = '';
  let end = start;
  while (!cursor.isDocumentIndicator && cursor.peek() !== '#') {
    while (!cursor.isBlankOrEnd()) {
      const char = cursor.peek();
      if (isFlow && char === ':' && isFlowIndicator(cursor.peek(1)))
        cursor.fail("found unexpected ':'", context);
      if (char === ':' && cursor.isBlankOrEnd(1)) break;
      if (isFlow && ',[]{}'.includes(char)) break;
      value += folding.join();
      // The first is taken whatever it is: the colon or question mark of a word.
      value += cursor.read() + cursor.readUntil(stops);
      end = cursor.mark;
    }
    if (!cursor.isBlank() && !cursor.isBreak()) break;
    while (cursor.isBlank() || cursor.isBreak()) {
      if (folding.leading && cursor.column < indent && cursor.peek() === '\t')
        cursor.fail('found a tab character that violates indentation', context);
      folding.take(cursor);
    }
    if (!isFlow && cursor.column < indent) break;
  }
  return {
    token: { kind: 'scalar', value, isPlain: true, start, end },
    endedLine: folding.leading,
  };
}

function isFlowIndicator(char: string): boolean {
  return char !== '' && ',?[]{}'.includes(char);
}
