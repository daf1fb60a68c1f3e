import { cleanLine } from '../log/clean.ts';
import { code, escapeMarkdown, humanSize } from '../report/markdown.ts';
import { isSameArch } from './packages.ts';
import type { ChangedPackage, Changes, ReplacedPackage } from './changes.ts';

/** Characters of a name or version that are shown; a foreign one may be as long as it likes. */
const LONGEST = 100;

/** A foreign text in a code span: shown as it is, shortened where it is very long. */
export function shown(text: string): string {
  return code(shortened(text)) || '–';
}

/** A foreign text as plain text of Markdown. */
export function plain(text: string): string {
  return escapeMarkdown(shortened(text));
}

function shortened(text: string): string {
  const clean = cleanLine(text);
  // By code points: half a character would be none.
  return clean.length > LONGEST ? `${Array.from(clean).slice(0, LONGEST).join('')}…` : clean;
}

/** `1 package`, `2 packages`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A difference of bytes with its sign; nothing where one of the sides is not known. */
export function sizeDifference(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined) return '';
  const bytes = after - before;
  if (bytes === 0) return '±0';
  return `${bytes < 0 ? '−' : '+'}${humanSize(Math.abs(bytes))}`;
}

/** A package's version; the architecture is said unless it is `other`'s too, or unknown. */
export function versionText({ evr, arch }: ChangedPackage, other?: ChangedPackage): string {
  return arch === '' || (other !== undefined && isSameArch(other, { arch })) ? evr : `${evr}.${arch}`;
}

/** What is said of a pair behind its versions. */
export function pairNote({ before, after, rebuilt, beside }: ReplacedPackage): string {
  return [
    ...(rebuilt ? ['rebuilt'] : []),
    ...(isSameArch(before, after) ? [] : ['other architecture']),
    ...(beside === undefined ? [] : [`beside ${beside.join(', ')}`]),
  ].join(', ');
}

/** The numbers of a difference in one line of plain text. */
export function countsText({ packages }: Changes): string {
  const { added, removed, upgraded, downgraded, replaced, unchanged } = packages;
  const rebuilt = upgraded.filter((pair) => pair.rebuilt).length;
  const parts = [
    [upgraded.length, `upgraded${rebuilt === 0 ? '' : ` (${rebuilt} of them rebuilt)`}`],
    [downgraded.length, 'downgraded'],
    [added.length, 'added'],
    [removed.length, 'removed'],
    [replaced.length, 'otherwise replaced'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return `${told.length === 0 ? 'no package changed' : `packages: ${told.join(', ')}`}, ${unchanged} unchanged`;
}
