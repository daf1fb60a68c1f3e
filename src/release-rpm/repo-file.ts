/** One `[section]` of a .repo file with where its lines are. */
export interface RepoSection {
  readonly id: string;
  /** Values by lower-case key; continuation lines are joined with line ends, of a key given twice the last counts. */
  readonly values: ReadonlyMap<string, string>;
  /** Index of the section's header line. */
  readonly line: number;
  /** Indexes of all lines a key is on: its own, as often as it is given, and its continuation lines. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
}

/**
 * Reads a .repo file: sections, `key=value` or `key: value`, continuation lines that begin with blanks, comments.
 */
export function readRepoFile(text: string): RepoSection[] {
  const sections: {
    id: string;
    values: Map<string, string>;
    line: number;
    lines: Map<string, number[]>;
  }[] = [];
  // Continuation lines are collected first: a value that grows line by line is copied as often.
  let value: { readonly key: string; readonly lines: string[]; readonly at: number[] } | undefined;
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
      sections.push({ id: header[1].trim(), values: new Map(), line: index, lines: new Map() });
    } else if (/^\s*([#;]|$)/.test(line) || section === undefined) {
      continue;
    } else if (/^\s/.test(line) && value !== undefined) {
      value.lines.push(line.trim());
      value.at.push(index);
    } else {
      const pair = /^([^=:\s]+)\s*[=:]\s*(.*)$/.exec(line.trimEnd());
      if (pair?.[1] === undefined) continue;
      finish();
      const key = pair[1].toLowerCase();
      const at = section.lines.get(key) ?? [];
      section.lines.set(key, at);
      at.push(index);
      value = { key, lines: [pair[2] ?? ''], at };
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

/**
 * The text with `key=value` set in a section, in each of that name should there be several: a line that has the key is
 * replaced together with its continuation lines, else one is added. All other lines stay as they are.
 */
export function setValue(text: string, id: string, key: string, value: string): string {
  const lines: (string | undefined)[] = text.split('\n');
  const sections = readRepoFile(text);
  for (const [index, section] of sections.entries()) {
    if (section.id !== id) continue;
    const end = lines[section.line]?.endsWith('\r') === true ? '\r' : '';
    const [first, ...others] = section.lines.get(key) ?? [];
    if (first === undefined) {
      const at = placeFor(lines, section, sections[index + 1]?.line ?? lines.length);
      lines[at] = `${lines[at] ?? ''}\n${key}=${value}${end}`;
    } else lines[first] = `${key}=${value}${end}`;
    for (const other of others) lines[other] = undefined;
  }
  return lines.filter((line) => line !== undefined).join('\n');
}

/**
 * The line a key is added after: in front of the section's first key, or at its end when it has none. Directly behind
 * the header, an indented line that meant nothing so far would become part of the value.
 */
function placeFor(lines: readonly (string | undefined)[], section: RepoSection, end: number): number {
  const keys = [...section.lines.values()].map(([first = end]) => first);
  if (keys.length > 0) return Math.min(...keys) - 1;
  let at = end - 1;
  while (at > section.line && (lines[at] ?? '').trim() === '') at -= 1;
  return at;
}
