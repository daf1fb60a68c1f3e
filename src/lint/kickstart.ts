import { scanKickstart } from '../treefile/kickstart.ts';
import type { Located, LocatedEntry } from '../treefile/located.ts';

/** What a kickstart file means in the keys of a treefile. What it may not have is left for rpm-ostree to refuse. */
export function kickstartEntries(file: string, text: string): LocatedEntry[] {
  const { includes, install, excludes } = scanKickstart(text, file, () => {});
  return [
    ...entry(
      'include',
      includes.map(({ path, origin }) => ({ scalar: path, origin })),
    ),
    ...entry('packages', install.map(whole)),
    ...entry('exclude-packages', excludes),
  ];
}

/** Quotes keep the line in one piece, as it is there: it is never split. */
function whole({ scalar, origin }: Located): Located {
  const text = String(scalar);
  return { scalar: /[\s']/.test(text) ? `'${text.replaceAll("'", '')}'` : text, origin };
}

function entry(name: string, items: readonly Located[]): LocatedEntry[] {
  const [first] = items;
  if (first === undefined) return [];
  const { origin } = first;
  return [{ key: { scalar: name, origin }, value: { scalar: undefined, items, origin } }];
}
