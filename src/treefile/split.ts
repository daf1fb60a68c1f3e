import { TreefileError } from './error.ts';
import type { Origin } from './types.ts';

/**
 * Takes a package string apart: blanks (Unicode's) separate, single quotes keep together and end a word as well.
 *
 * @throws TreefileError for an odd number of quotes.
 */
export function splitPackages(text: string, origin?: Origin): string[] {
  // Nearly all are one word.
  if (text !== '' && !/[\s\u0085']/u.test(text)) return [text];
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (const char of text) {
    if (char === "'") {
      // A closing quote yields its word even when empty; an opening one ends a word that runs up to it.
      if (quoted || word !== '') words.push(word);
      word = '';
      quoted = !quoted;
    } else if (!quoted && /[\s\u0085]/u.test(char) && char !== '\uFEFF') {
      if (word !== '') words.push(word);
      word = '';
    } else {
      word += char;
    }
  }
  if (quoted) throw new TreefileError(`Missing terminating quote: ${text}`, origin);
  if (word !== '') words.push(word);
  return words;
}
