/** One `[section]` of a .repo file with where its lines are. */
export interface RepoSection {
  readonly id: string;
  /** Values by key; continuation lines are joined with line ends. */
  readonly values: ReadonlyMap<string, string>;
  /** Index of the section's header line. */
  readonly line: number;
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
  const sections: { id: string; values: Map<string, string>; line: number }[] = [];
  let key: string | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = classify(raw);
    const values = sections.at(-1)?.values;
    if (line.kind === 'header') {
      sections.push({ id: line.id, values: new Map(), line: index });
      key = undefined;
    } else if (line.kind === 'more' && key !== undefined) {
      values?.set(key, `${values.get(key) ?? ''}\n${line.value}`);
    } else if (line.kind === 'key') {
      key = line.key;
      // Of a key that stands there twice the last value counts.
      values?.set(key, line.value);
    }
  }
  return sections;
}

/** The repositories of a file as they are used: of two sections with one id the later one adds and replaces. */
export function readRepositories(text: string): Omit<RepoSection, 'line'>[] {
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
 * The text with `key=value` set for one repository: the first line that has the key is replaced and every other one
 * goes, because the last one would count; without any the line is added.
 */
export function setValue(text: string, id: string, key: string, value: string): string {
  const lines: string[] = [];
  let headerAt: number | undefined;
  let isOurs = false;
  let isReplaced = false;
  let isKey = false;
  for (const raw of text.split('\n')) {
    const line = classify(raw);
    if (line.kind === 'header') isOurs = line.id === id;
    if (line.kind === 'header' || line.kind === 'key')
      isKey = isOurs && line.kind === 'key' && line.key === key;
    if (isKey && line.kind === 'more') continue;
    if (isKey && line.kind === 'key') {
      if (!isReplaced) lines.push(`${key}=${value}`);
      isReplaced = true;
      continue;
    }
    lines.push(raw);
    if (line.kind === 'header' && isOurs) headerAt ??= lines.length;
  }
  if (headerAt !== undefined && !isReplaced) lines.splice(headerAt, 0, `${key}=${value}`);
  return lines.join('\n');
}
