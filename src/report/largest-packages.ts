import { code, humanSize, table } from './markdown.ts';

/** Packages that are listed. */
const MOST = 20;

/** Characters of a name; a foreign one may be as long as it likes. */
const LONGEST = 120;

/**
 * What takes the space of an image: its largest packages, folded; empty where no size is known.
 *
 * @param sizes bytes installed, by `name-[epoch:]version-release.arch`.
 */
export function largestPackages(sizes: Readonly<Record<string, number>> | undefined): string {
  const all = Object.entries(sizes ?? {});
  const total = all.reduce((sum, [, size]) => sum + size, 0);
  if (total === 0) return '';
  const largest = all
    .filter(([, size]) => size > 0)
    .sort(([left, one], [right, two]) => two - one || (left < right ? -1 : 1))
    .slice(0, MOST);
  const rows = largest.map(([name, size]) => [
    code(name.slice(0, LONGEST)),
    humanSize(size),
    `${((size / total) * 100).toFixed(1)} %`,
  ]);
  const shares = table(['Package', 'Installed', 'Share'], rows);
  return `<details><summary>What takes the space: the largest of ${all.length} packages, ${humanSize(total)} installed</summary>\n\n${shares}\n\n</details>`;
}
