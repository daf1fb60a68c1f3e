/**
 * How many characters must be put in, taken out, replaced or swapped with their neighbour to make one word of the
 * other (optimal string alignment).
 */
export function editDistance(one: string, two: string): number {
  const row = (index: number): number[] => [index, ...Array.from({ length: two.length }, () => 0)];
  let before: number[] = [];
  let last = Array.from({ length: two.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const current = row(at);
    for (let to = 1; to <= two.length; to += 1) {
      const same = one[at - 1] === two[to - 1];
      const swapped = at > 1 && to > 1 && one[at - 1] === two[to - 2] && one[at - 2] === two[to - 1];
      current[to] = Math.min(
        (last[to] ?? 0) + 1,
        (current[to - 1] ?? 0) + 1,
        (last[to - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[to - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = last;
    last = current;
  }
  return last[two.length] ?? 0;
}

/** How many names are offered. */
const OFFERED = 3;

/**
 * The names somebody may have meant, nearest first, at most three: those a few mistakes away (a third of the word),
 * and those that hold the word or are held by it as a whole part (`4.17` and `release-4.17`).
 */
export function nearest(word: string, names: readonly string[]): string[] {
  const lower = word.toLowerCase();
  const limit = Math.max(2, Math.floor(word.length / 3));
  const rated = names.flatMap((name) => {
    const other = name.toLowerCase();
    const distance = editDistance(lower, other);
    const part = isPart(lower, other) || isPart(other, lower);
    return distance <= limit || part ? [{ name, distance: part ? Math.min(distance, limit) : distance }] : [];
  });
  return rated
    .sort((one, two) => one.distance - two.distance || one.name.localeCompare(two.name))
    .slice(0, OFFERED)
    .map(({ name }) => name);
}

function isPart(part: string, whole: string): boolean {
  return part !== '' && whole.split(/[-/_]/).includes(part);
}
