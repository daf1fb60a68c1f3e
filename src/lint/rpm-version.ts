/**
 * Compares two `[epoch:]version[-release]` as rpm does.
 *
 * @returns less than 0, 0 or more than 0.
 */
export function compareEvr(one: string, two: string): number {
  const [a, b] = [split(one), split(two)];
  return a.epoch - b.epoch || compareVersions(a.version, b.version) || compareVersions(a.release, b.release);
}

function split(evr: string): { epoch: number; version: string; release: string } {
  const [, epoch = '0', version = '', release = ''] = /^(?:(\d+):)?([^-]*)(?:-(.*))?$/.exec(evr) ?? [];
  return { epoch: Number(epoch), version, release };
}

/** rpm's rpmvercmp: runs of digits and of letters in turn; `~` sorts before everything, `^` after the end only. */
function compareVersions(one: string, two: string): number {
  const [a, b] = [parts(one), parts(two)];
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    if (left === '~' || right === '~') return left === '~' ? -1 : 1;
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    if (left === '^' || right === '^') return left === '^' ? -1 : 1;
    const difference = comparePart(left, right);
    if (difference !== 0) return difference;
  }
  return 0;
}

function parts(version: string): string[] {
  return version.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];
}

function comparePart(one: string, two: string): number {
  const [isNumber, isOther] = [/^\d/.test(one), /^\d/.test(two)];
  if (isNumber !== isOther) return isNumber ? 1 : -1;
  if (!isNumber) return one < two ? -1 : one > two ? 1 : 0;
  const [a, b] = [one.replace(/^0+/, ''), two.replace(/^0+/, '')];
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
