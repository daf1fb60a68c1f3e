import { UserError } from '../errors.ts';
import { humanSize } from '../report/markdown.ts';
import { cleanLine } from '../log/clean.ts';
import type { Changes } from './changes.ts';
import { versionText } from './words.ts';

/** Packages that are named in the error, which is one annotation. */
const NAMED = 50;

/** Limits a build has to keep before it is published. */
export interface Limits {
  readonly failOnDowngrade: boolean;
  /** Bytes; undefined = no limit. */
  readonly maxIsoSize: number | undefined;
}

/**
 * Checks what a build must not be.
 *
 * @param changes since the previous build; undefined where there is none.
 * @throws UserError with everything that is over a limit, of the failure class `limits`.
 */
export function checkLimits(
  limits: Limits,
  images: readonly { readonly kind: string; readonly path: string; readonly size: number }[],
  changes: Changes | undefined,
): void {
  const { maxIsoSize } = limits;
  const large =
    maxIsoSize === undefined
      ? []
      : images.filter(({ kind, size }) => kind === 'live-iso' && size > maxIsoSize);
  const problems = large.map(
    ({ path, size }) =>
      `max-iso-size: ${path} has ${size} bytes (${humanSize(size)}), expected at most ${maxIsoSize} ` +
      `(${humanSize(maxIsoSize ?? 0)}); take packages out, or raise the limit`,
  );
  const downgraded = limits.failOnDowngrade ? (changes?.packages.downgraded ?? []) : [];
  if (downgraded.length > 0) {
    const since = changes?.before.buildId;
    const names = downgraded
      .slice(0, NAMED)
      .map(({ name, before, after }) =>
        cleanLine(`  - ${name}: ${versionText(before, after)} before, ${versionText(after, before)} now`),
      );
    const more = downgraded.length > NAMED ? [`  - and ${downgraded.length - NAMED} more`] : [];
    const count = downgraded.length === 1 ? 'a package is' : `${downgraded.length} packages are`;
    problems.push(
      [
        `fail-on-downgrade: ${count} older than in the previous build${since === undefined ? '' : ` ${cleanLine(since)}`}; ` +
          'a repository lost them, or a lock or override holds them back:',
        ...names,
        ...more,
      ].join('\n'),
    );
  }
  if (problems.length === 0) return;
  throw new UserError(problems.join('\n'), {
    failure: { class: 'limits', signature: downgraded.length > 0 ? 'downgraded' : 'iso-too-large' },
  });
}
