import { nearest } from '../words/edit-distance.ts';

/** Longer words are no mistyped names, and comparing them takes long. */
const LENGTH_LIMIT = 64;
/** Names a word is compared with. */
const NAMES_LIMIT = 2000;

/** The names somebody may have meant, nearest first. */
export function suggest(word: string, names: readonly string[]): string[] {
  if (word.length > LENGTH_LIMIT) return [];
  return nearest(
    word,
    names.slice(0, NAMES_LIMIT).filter((name) => name.length <= LENGTH_LIMIT),
  );
}
