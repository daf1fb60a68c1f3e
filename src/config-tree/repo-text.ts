import { listOf, readRepoFile, readRepositories } from '../release-rpm/repo-file.ts';

/** The file's text with only some of its sections; what stands before the first one stays. */
export function keepSections(text: string, keep: (id: string) => boolean): string {
  const sections = readRepoFile(text);
  const lines = text.split('\n');
  const head = lines.slice(0, sections[0]?.line ?? lines.length);
  const kept = sections.flatMap(({ id, line }, index) =>
    keep(id) ? lines.slice(line, sections[index + 1]?.line ?? lines.length) : [],
  );
  const body = [...head, ...kept].join('\n');
  return body.endsWith('\n') ? body : `${body}\n`;
}

/**
 * Replaces the values of `gpgkey=`, on continuation lines too; everything else stays as it is.
 *
 * @param replace gets one address and the id of its repository.
 */
export function mapGpgKeys(text: string, replace: (key: string, id: string) => string): string {
  let id = '';
  let inKey = false;
  return text
    .split('\n')
    .map((line) => {
      const header = /^\[([^\]]*)\]/.exec(line)?.[1];
      if (header !== undefined) {
        id = header.trim();
        inKey = false;
        return line;
      }
      if (/^(?:[#;]|\s*$)/.test(line)) return line;
      const isContinuation = /^\s/.test(line);
      const pair = isContinuation ? null : /^(gpgkey\s*=\s*)(.*)$/.exec(line);
      if (!isContinuation) inKey = pair !== null;
      if (!inKey) return line;
      const start = pair?.[1] ?? /^\s*/.exec(line)?.[0] ?? '';
      return start + line.slice(start.length).replaceAll(/[^\s,]+/g, (key) => replace(key, id));
    })
    .join('\n');
}

/** Addresses in `gpgkey=` of one repository. */
export function gpgKeysOf(text: string, id: string): string[] {
  return listOf(
    readRepositories(text)
      .find((repository) => repository.id === id)
      ?.values.get('gpgkey'),
  );
}
