import { formatLocation } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import type { LockedPackage } from '../treefile/lockfile.ts';

/** Where the version of a locked package comes from, one line each. */
export function lockExplanation({ name, evr, arch, digest, origin, shadowed }: LockedPackage): string {
  const version = arch === '' ? evr : `${evr}.${arch}`;
  const lines = [
    `${name}:`,
    `  used       ${version}${digest === '' ? '' : ` ${digest}`}  (${formatLocation(origin)})`,
    ...shadowed.map((each) => `  shadowed   ${each.version}  (${formatLocation(each.origin)})`),
  ];
  return `${lines.map(cleanLine).join('\n')}\n`;
}
