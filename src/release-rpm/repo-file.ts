/** One `[section]` of a .repo file with where its lines are. */
export interface RepoSection {
  readonly id: string;
  /** Values by lower-case key; continuation lines are joined with line ends. */
  readonly values: ReadonlyMap<string, string>;
  /** Index of the section's header line. */
  readonly line: number;
}

/**
 * Reads a .repo file: sections, `key=value` or `key: value`, continuation lines that begin with blanks, comments.
 */
export function readRepoFile(text: string): RepoSection[] {
  const sections: { id: string; values: Map<string, string>; line: number }[] = [];
  // Continuation lines are collected first: a value that grows line by line is copied as often.
  let value: { readonly key: string; readonly lines: string[] } | undefined;
  const finish = (): void => {
    if (value !== undefined)
      sections.at(-1)?.values.set(value.key, value.lines.join('\n').replace(/^\n/, ''));
    value = undefined;
  };
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const header = /^\[([^\]]*)\]\s*([#;].*)?$/.exec(line.trimEnd());
    const section = sections.at(-1);
    if (header?.[1] !== undefined) {
      finish();
      sections.push({ id: header[1].trim(), values: new Map(), line: index });
    } else if (/^\s*([#;]|$)/.test(line) || section === undefined) {
      continue;
    } else if (/^\s/.test(line) && value !== undefined) {
      value.lines.push(line.trim());
    } else {
      const pair = /^([^=:\s]+)\s*[=:]\s*(.*)$/.exec(line.trimEnd());
      if (pair?.[1] === undefined) continue;
      finish();
      value = { key: pair[1].toLowerCase(), lines: [pair[2] ?? ''] };
    }
  }
  finish();
  return sections;
}

/** A value that lists several things: separated by blanks, commas or line ends. */
export function listOf(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,]+/).filter((part) => part !== '');
}

/** dnf's booleans; undefined when the key is not there or says something else. */
export function flagOf(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (/^(1|yes|true|on|enabled)$/i.test(value.trim())) return true;
  return /^(0|no|false|off|disabled)$/i.test(value.trim()) ? false : undefined;
}

/** The text with `key=value` set in one section; a line that has the key is replaced, else one is added. */
export function setValue(text: string, id: string, key: string, value: string): string {
  const lines = text.split('\n');
  const section = readRepoFile(text).find((entry) => entry.id === id);
  if (section === undefined) return text;
  let end = section.line + 1;
  while (end < lines.length && !(lines[end] ?? '').startsWith('[')) end += 1;
  const at = lines.findIndex(
    (line, index) => index > section.line && index < end && new RegExp(`^${key}\\s*[=:]`, 'i').test(line),
  );
  if (at < 0) lines.splice(section.line + 1, 0, `${key}=${value}`);
  else lines[at] = `${key}=${value}`;
  return lines.join('\n');
}
