/**
 * True when a version is at least another, compared number by number: `4.10` is newer than `4.9`. A suffix
 * (`20.10.24+dfsg1`, `5.0.0-rc2`) does not count, missing numbers are zero, and a text without any is older than all.
 */
export function atLeast(version: string, least: readonly number[]): boolean {
  const numbers = (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
  for (const [index, wanted] of least.entries()) {
    const found = numbers[index] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}
