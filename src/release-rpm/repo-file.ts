/** One `[section]` of a .repo file with where its lines are. */
export interface RepoSection {
  readonly id: string;
  /** Values by key, as it is spelled; continuation lines are joined with line ends, of a key given twice the last counts. */
  readonly values: ReadonlyMap<string, string>;
  /** Index of the section's header line. */
  readonly line: number;
  /** Indexes of all lines a key is on: its own, as often as it is given, and its continuation lines. */
  readonly lines: ReadonlyMap<string, readonly number[]>;
}

/** Kinds of lines of a .repo file. */
type RepoLine =
  | { readonly kind: 'header'; readonly id: string }
  | { readonly kind: 'key'; readonly key: string; readonly value: string }
  | { readonly kind: 'more'; readonly value: string }
  | { readonly kind: 'other' };

/**
 * What libdnf's parser makes of a line (libdnf/utils/iniparser, tried with libdnf 0.69): keys count as they are
 * spelled, `GPGCHECK` is another key than `gpgcheck`, only `=` ends one, and a comment begins in the first column.
 */
function classify(line: string): RepoLine {
  const header = /^\[([^\]]*)\]\s*([#;].*)?$/.exec(line.trimEnd())?.[1];
  if (header !== undefined) return { kind: 'header', id: header.trim() };
  if (/^(?:[#;]|\s*$)/.test(line)) return { kind: 'other' };
  if (/^\s/.test(line)) return { kind: 'more', value: line.trim() };
  const [, key, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(line.trimEnd()) ?? [];
  return key === undefined ? { kind: 'other' } : { kind: 'key', key, value: value ?? '' };
}

/** Reads a .repo file: sections, `key=value`, continuation lines that begin with blanks, comments. */
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
    // Of a key that stands there twice the last value counts.
    if (value !== undefined)
      sections.at(-1)?.values.set(value.key, value.lines.join('\n').replace(/^\n/, ''));
    value = undefined;
  };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = classify(raw);
    const section = sections.at(-1);
    if (line.kind === 'header') {
      finish();
      sections.push({ id: line.id, values: new Map(), line: index, lines: new Map() });
    } else if (line.kind === 'more') {
      value?.lines.push(line.value);
      value?.at.push(index);
    } else if (line.kind === 'key' && section !== undefined) {
      finish();
      const at = section.lines.get(line.key) ?? [];
      section.lines.set(line.key, at);
      at.push(index);
      value = { key: line.key, lines: [line.value], at };
    }
  }
  finish();
  return sections;
}

/** The repositories of a file as they are used: of two sections with one id the later one adds and replaces. */
export function readRepositories(text: string): Omit<RepoSection, 'line' | 'lines'>[] {
  const merged = new Map<string, Map<string, string>>();
  for (const { id, values } of readRepoFile(text)) {
    merged.set(id, new Map([...(merged.get(id) ?? []), ...values]));
  }
  return [...merged].map(([id, values]) => ({ id, values }));
}

/** A value that lists several things: separated by blanks, commas or line ends. */
export function listOf(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,]+/).filter((part) => part !== '');
}

/** libdnf's booleans; undefined when the key is not there or says something else, which libdnf does not take. */
export function flagOf(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (/^(1|yes|true|on)$/i.test(value)) return true;
  return /^(0|no|false|off)$/i.test(value) ? false : undefined;
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
