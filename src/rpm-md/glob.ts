/** What one place of a pattern takes: any number of characters, or one that passes a test. */
type Part = 'any' | ((char: string) => boolean);

/** True for a text that is a pattern, as libdnf decides it. */
export function isGlob(text: string): boolean {
  return /[*?[]/.test(text);
}

/**
 * A test for fnmatch's patterns (`*`, `?`, `[a-z]`, `[!a-z]`, `\`); `*` takes slashes too. It is no regular expression:
 * patterns come from foreign files, and one with many stars would take an expression years.
 */
export function globTest(pattern: string): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => matches(parts, text);
}

function matches(parts: readonly Part[], text: string): boolean {
  let at = 0;
  let part = 0;
  // Where to go on when it fails: the last star may take one character more.
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    const test = parts[part];
    if (test === 'any') {
      star = part;
      taken = at;
      part += 1;
    } else if (test?.(text[at] ?? '') === true) {
      at += 1;
      part += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      part = star + 1;
    } else {
      return false;
    }
  }
  while (parts[part] === 'any') part += 1;
  return part === parts.length;
}

function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] ?? '';
    const close = char === '[' ? closingBracket(pattern, at) : -1;
    if (char === '*') parts.push('any');
    else if (char === '?') parts.push(() => true);
    else if (close > 0) {
      parts.push(bracketTest(pattern.slice(at + 1, close)));
      at = close;
    } else {
      const literal = char === '\\' && at + 1 < pattern.length ? (pattern[(at += 1)] ?? '') : char;
      parts.push((other) => other === literal);
    }
  }
  return parts;
}

/** Index of the bracket that ends an expression; -1 where none does, and `[` stands for itself. */
function closingBracket(pattern: string, open: number): number {
  const first = /^[!^]?/.exec(pattern.slice(open + 1))?.[0].length ?? 0;
  // A bracket right at the start is one of the characters.
  return pattern.indexOf(']', open + 2 + first);
}

function bracketTest(body: string): (char: string) => boolean {
  const negated = /^[!^]/.test(body);
  const set = negated ? body.slice(1) : body;
  const ranges: [string, string][] = [];
  for (let at = 0; at < set.length; at += 1) {
    const from = set[at] ?? '';
    const to = set[at + 1] === '-' ? set[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return (char) => ranges.some(([from, to]) => from <= char && char <= to) !== negated;
}
