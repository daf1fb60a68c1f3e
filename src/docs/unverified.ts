import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something the program takes to be so, which nobody has seen yet. */
export interface Unverified {
  /** What, and where it comes from, as the comment has it. */
  readonly text: string;
  /** Section of reference/assembler.md; undefined when the source is another one. */
  readonly section: string | undefined;
  /** File that relies on it. */
  readonly file: string;
}

/** Where comments, and in docs paragraphs, are looked for. */
const PLACES = ['src', 'scripts', '.github/workflows', 'examples', 'docs'];

/** Made from what is found, so not a place to find it. */
const MADE = 'docs/verified.md';

const MARK = 'UNVERIFIED:';

/** Text of a line of a comment; undefined for other lines, and for one that only ends a comment. */
function commentText(line: string): string | undefined {
  return /^\s*(?:\/\/|\/\*+|\*(?!\/)|#)\s?(.*?)(?:\s*\*\/)?$/.exec(line)?.[1];
}

/** Text of a line of Markdown; an item of a list that has no mark ends what was before it. */
function markdownText(line: string): string | undefined {
  const text = line.trim().replace(/^- (?=UNVERIFIED:)/, '');
  return text.startsWith('- ') ? undefined : text;
}

/**
 * Reads the comments of a file that start with the mark, and the paragraphs of one in Markdown; each goes on to the
 * end of its paragraph.
 *
 * @param file name that is noted; it tells Markdown from the rest.
 */
export function unverifiedIn(source: string, file: string): Unverified[] {
  const lines = source.split('\n').map(file.endsWith('.md') ? markdownText : commentText);
  const found: Unverified[] = [];
  lines.forEach((line, index) => {
    if (line === undefined || !line.startsWith(MARK)) return;
    const rest = lines.slice(index + 1);
    const end = rest.findIndex((next) => next === undefined || /^(?:$|@|UNVERIFIED:)/.test(next.trim()));
    const parts = [line.slice(MARK.length), ...(end < 0 ? rest : rest.slice(0, end))];
    const text = parts
      .map((part = '') => part.trim())
      .join(' ')
      .trim();
    found.push({
      text,
      section: /assembler\.md,? (?:section )?([0-9]+(?:\.[0-9]+)?b?)/.exec(text)?.[1],
      file,
    });
  });
  return found;
}

/** All of them, those of the reference first and in its order. @param root the repository. */
export function allUnverified(root: string): Unverified[] {
  const found = PLACES.flatMap((place) =>
    readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|js|yml|yaml|repo|md)$/.test(path) && join(place, path) !== MADE)
      .flatMap((path) => unverifiedIn(readFileSync(join(root, place, path), 'utf8'), join(place, path))),
  );
  const order = ({ section, file, text }: Unverified): string =>
    `${section === undefined ? '~' : section.replaceAll(/\d+/g, (digits) => digits.padStart(3, '0'))}\0${file}\0${text}`;
  return found.sort((left, right) => (order(left) < order(right) ? -1 : 1));
}
