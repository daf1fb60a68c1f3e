import { humanSize, table } from '../report/markdown.ts';
import type { Changes, ImageChange } from './changes.ts';
import { countsText, plain, shown, sizeDifference } from './words.ts';
import { shortList } from './fold.ts';
import { madeFrom } from './markdown-inputs.ts';
import { packageSections } from './markdown-packages.ts';

/** GitHub takes 65,536 characters for an issue, a comment or a pull request; this leaves room for a frame. In bytes. */
export const CHANGES_LIMIT = 65_000;

/** Rows of one table, tried in this order until the text is short enough. */
const ROWS: readonly number[] = [Number.POSITIVE_INFINITY, 1000, 500, 250, 100, 50, 20, 10, 5, 2];

/**
 * A difference as GitHub's Markdown: numbers, downgrades, the important packages, then the rest folded; then what the
 * builds were made from, and the images. Where it would be longer than `limit`, the long lists end with how much is
 * left out; changes.json has all of it.
 *
 * @param limit bytes; with less than some 60,000 the lists may be left out altogether.
 */
export function changesMarkdown(changes: Changes, limit = CHANGES_LIMIT): string {
  for (const rows of ROWS) {
    const text = markdownWith(changes, rows);
    if (Buffer.byteLength(text) <= limit) return text;
  }
  return `${heading(changes)}\n\n${numbers(changes)}\n\nThe rest is too long for this place; changes.json has all of it.\n`;
}

function markdownWith(changes: Changes, rows: number): string {
  return `${[
    heading(changes),
    numbers(changes),
    ...packageSections(changes.packages, rows),
    ...madeFrom(changes, rows),
    imagesTable(changes.images ?? [], rows),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

function heading({ before: { buildId, url, finished } }: Changes): string {
  if (buildId === undefined) return '### What changed';
  // An address with a closing bracket or a blank in it would end the link.
  const link = url !== undefined && /^https?:\/\/[^\s()<>]+$/.test(url) ? url : undefined;
  const name = link === undefined ? plain(buildId) : `[${plain(buildId)}](${link})`;
  return `### What changed since ${name}${finished === undefined ? '' : ` (${plain(finished)})`}`;
}

function numbers(changes: Changes): string {
  if (!changes.different) return `Nothing: ${countsText(changes)}.`;
  const { size } = changes.packages;
  const text = countsText(changes);
  const sizes =
    size === undefined
      ? ''
      : ` Installed: ${humanSize(size.after)} (${sizeDifference(size.before, size.after)}).`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${sizes}`;
}

function imagesTable(all: readonly ImageChange[], most: number): string {
  const { kept: images, note } = shortList(all, most);
  if (images.length === 0) return '';
  const bytes = (size: number | undefined): string => (size === undefined ? '' : humanSize(size));
  const text = table(
    ['Image', 'Before', 'After', 'Difference'],
    images.map(({ kind, before, after, same }) => [
      shown(kind),
      bytes(before),
      bytes(after),
      same ? 'same bytes' : sizeDifference(before, after),
    ]),
  );
  return note === '' ? text : `${text}\n\n${note}`;
}
