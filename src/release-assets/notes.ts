import { quietMarkdown } from '../github/quiet-markdown.ts';
import { code, humanSize, table } from '../report/markdown.ts';
import type { PlannedFile } from './plan.ts';

/** Characters of the text of a release; GitHub takes 125,000. */
const LIMIT = 120_000;

/** The text of a release: what it is, its files, how split ones are joined, and what has changed. */
export function releaseNotes(
  files: readonly PlannedFile[],
  { buildId, commit, notes }: { readonly buildId: string; readonly commit: string; readonly notes: string },
): string {
  const about = [
    ...(buildId === '' ? [] : [`Build ${code(buildId)}.`]),
    ...(commit === '' ? [] : [`Made from commit ${code(commit)}.`]),
    'Every night takes the place of the one before; the addresses of the files stay the same.',
  ].join(' ');
  const rows = files.map(({ name, size, parts }) => [
    code(name),
    humanSize(size),
    parts.length === 1 ? '' : `in ${parts.length} parts`,
  ]);
  const split = files.filter(({ parts }) => parts.length > 1);
  const join =
    split.length === 0
      ? ''
      : `A file of 2 GiB or more does not fit into a release. Download all of its parts and join them:\n\n${split
          .map(({ name, parts }) => `    cat ${parts.map((part) => part.name).join(' ')} > ${name}`)
          .join('\n')}\n\n`;
  const check =
    'SHA256SUMS has the sums of whole files and of parts:\n\n    sha256sum --check --ignore-missing SHA256SUMS';
  const text = `${about}\n\n${table(['File', 'Size', ''], rows)}\n\n${join}${check}\n`;
  const more = notes.trim() === '' ? '' : `\n## What has changed\n\n${quietMarkdown(notes.trim())}\n`;
  if (text.length + more.length <= LIMIT) return text + more;
  const kept = more.slice(0, LIMIT - text.length);
  return `${text}${kept.slice(0, kept.lastIndexOf('\n'))}\n\nCut here.\n`;
}
