const NAMED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\0',
};

/** A text in quotes as upstream's errors show it: what cannot be seen, blanks but the plain one included, as `\u{…}`. */
export function debugText(text: string): string {
  const shown = text.replaceAll(/["\\]|(?! )[\p{C}\p{Z}]/gu, (char) => {
    const named = Object.hasOwn(NAMED, char) ? NAMED[char] : undefined;
    return named ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `"${shown}"`;
}
