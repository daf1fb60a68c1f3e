/**
 * Takes a line apart as a POSIX shell does: blanks separate, quotes and backslashes keep together, a word that begins
 * with `#` ends the line.
 *
 * @returns undefined where a quote or a backslash has no end.
 */
export function shellWords(line: string): string[] | undefined {
  const words: string[] = [];
  let index = 0;
  while (index < line.length) {
    const char = line[index] ?? '';
    if (' \t\n'.includes(char)) {
      index += 1;
    } else if (char === '#') {
      return words;
    } else {
      const taken = takeWord(line, index);
      if (taken === undefined) return undefined;
      words.push(taken.word);
      index = taken.end;
    }
  }
  return words;
}

function takeWord(line: string, start: number): { word: string; end: number } | undefined {
  let word = '';
  let quote = '';
  let index = start;
  for (; index < line.length; index += 1) {
    const char = line[index] ?? '';
    if (quote === '' && ' \t\n'.includes(char)) return { word, end: index };
    if (char === quote) {
      quote = '';
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
    } else if (char === '\\' && quote !== "'") {
      index += 1;
      const next = line[index];
      if (next === undefined) return undefined;
      const isSpecial = quote === '' || '$`"\\\n'.includes(next);
      if (next !== '\n') word += isSpecial ? next : `\\${next}`;
    } else {
      word += char;
    }
  }
  return quote === '' ? { word, end: index } : undefined;
}
