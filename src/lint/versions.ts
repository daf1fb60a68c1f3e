/** rpm-ostree's versions: a year and a number, `2024.8`, with or without `v` in front. */
export const VERSION_PATTERN = /^v?\d{4}\.\d{1,3}(?:\.\d{1,3})?$/;

/** The version in what a program says of itself, `rpm-ostree: Version: '2024.8'`; undefined where there is none. */
export function versionIn(text: string): string | undefined {
  return /\b\d{4}\.\d{1,3}(?:\.\d{1,3})?\b/.exec(text)?.[0];
}

/** True when the first version came before the second. */
export function isOlder(one: string, two: string): boolean {
  const [a, b] = [parts(one), parts(two)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function parts(version: string): number[] {
  return version.replace(/^v/, '').split('.').map(Number);
}
