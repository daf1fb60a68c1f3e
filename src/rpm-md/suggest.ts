import { nearest } from '../words/edit-distance.ts';

/**
 * The names somebody may have meant. There are 70,000 of them, so most are passed over by how many letters they have
 * of each kind, which needs no comparison of their order.
 */
export function suggestNames(word: string, names: Iterable<string>): string[] {
  const lower = word.toLowerCase();
  // As many mistakes as `nearest` forgives, but for short words: among so many names each of them has neighbours.
  const limit = word.length < 6 ? 1 : Math.floor(word.length / 3);
  const letters = new Letters(lower);
  const candidates: string[] = [];
  for (const name of names) {
    const isClose = Math.abs(name.length - word.length) <= limit && letters.distance(name) <= 2 * limit;
    if (isClose || isPart(lower, name) || isPart(name, lower)) candidates.push(name);
  }
  return nearest(word, candidates);
}

/** Whether a name has the other as one of its parts: `vim` in `vim-enhanced`. */
function isPart(part: string, whole: string): boolean {
  return part.length < whole.length && whole.includes(part) && whole.split(/[-/_]/).includes(part);
}

/** How often a word has each letter. */
class Letters {
  readonly #counts = new Int16Array(128);
  readonly #length: number;

  constructor(word: string) {
    this.#length = word.length;
    for (let at = 0; at < word.length; at += 1) this.#add(word, at, 1);
  }

  /** By how many letters a name differs, wherever they stand. One mistake makes two of them at most. */
  distance(name: string): number {
    let common = 0;
    for (let at = 0; at < name.length; at += 1) if (this.#add(name, at, -1) >= 0) common += 1;
    for (let at = 0; at < name.length; at += 1) this.#add(name, at, 1);
    return this.#length + name.length - 2 * common;
  }

  /** @returns how many are left. */
  #add(text: string, at: number, step: 1 | -1): number {
    const code = text.charCodeAt(at);
    // In lower case; letters outside of ASCII share a place, which only makes a candidate more.
    const index = code >= 65 && code <= 90 ? code + 32 : code & 127;
    const count = (this.#counts[index] ?? 0) + step;
    this.#counts[index] = count;
    return count;
  }
}
