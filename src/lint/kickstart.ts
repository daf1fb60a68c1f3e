import type { Located } from '../treefile/located.ts';
import type { Origin } from '../treefile/types.ts';

/**
 * What a kickstart file means in the keys of a treefile: the lines of %packages, with `-name` excluded, and %include.
 * What it may not have is left for rpm-ostree to refuse.
 */
export function kickstartEntries(file: string, text: string): { key: Located; value: Located }[] {
  const lists: Record<'packages' | 'exclude-packages' | 'include', Located[]> = {
    include: [],
    packages: [],
    'exclude-packages': [],
  };
  let isInside = false;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    const origin: Origin = { file, line: index + 1, column: 1 };
    const include = /^%include\s+(.+)$/.exec(line)?.[1];
    if (line === '' || raw.startsWith('#')) continue;
    if (/^%packages\b/.test(line)) isInside = true;
    else if (line === '%end') isInside = false;
    else if (include !== undefined) lists.include.push({ scalar: include, origin });
    else if (isInside && line.startsWith('-'))
      lists['exclude-packages'].push({ scalar: line.slice(1), origin });
    // Quotes keep the line in one piece, as it is there: it is never split.
    else if (isInside)
      lists.packages.push({ scalar: /[\s']/.test(line) ? `'${line.replaceAll("'", '')}'` : line, origin });
  }
  return Object.entries(lists).flatMap(([name, items]) => {
    const [first] = items;
    if (first === undefined) return [];
    const { origin } = first;
    return [{ key: { scalar: name, origin }, value: { scalar: undefined, items, origin } }];
  });
}
