import type { MovedPart } from '../fingerprint/compare.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { PreviousBuild } from '../state/previous.ts';

const DAY_MS = 86_400_000;

/** Inputs that say what may be skipped. */
export type SkipInputs = Pick<BuildInputs, 'skipUnchanged' | 'maxAgeDays' | 'images'>;

/**
 * Why nothing may be skipped although the image would be the same, one text each: the earlier build is too old, what
 * it made is gone, or the last run failed. Empty = the earlier build can stand for this one.
 */
export async function reasonsAgainst(
  previous: PreviousBuild,
  { maxAgeDays, images }: SkipInputs,
  now = Date.now(),
): Promise<string[]> {
  const { record, failedSince } = previous;
  const reasons: string[] = [];
  if (failedSince !== undefined) reasons.push(`after a failure everything is built: ${failedSince}`);
  const days = (now - Date.parse(record.finished)) / DAY_MS;
  if (maxAgeDays !== undefined && days > maxAgeDays)
    reasons.push(
      `build ${record.buildId} is ${days.toFixed(1)} days old, max-age-days allows ${String(maxAgeDays)}`,
    );
  // Asked last: it takes a request, or reading the images.
  if (reasons.length === 0) reasons.push(...(await previous.lostImages(images)));
  return reasons;
}

/** True when nothing but the repositories moved: then the solver can tell whether the packages did. */
export function onlyRepositoriesMoved(moved: readonly MovedPart[]): boolean {
  return moved.every(({ part }) => part.startsWith('repository:'));
}

/** Parts whose changes the assembler sees in what it composes from. */
const SEEN = /^(?:repository:.*|release|base|config|input:override-rpms|input:yum-variables)$/;
/** Files that make the images and are no part of what it looks at (assembler.md, sections 5.1 and 5.2). */
const UNSEEN_FILES = /^(?:live\/|image[^/]*\.yaml$|platforms\.yaml$)/;

/**
 * Whether the assembler's own answer that nothing changed is to be believed: it compares packages, layers and
 * manifest, and neither itself, nor the files of the live system, nor how a build is verified.
 *
 * @param before digests of the rendered tree of the earlier build by path.
 */
export function isSeenByAssembler(
  moved: readonly MovedPart[],
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): boolean {
  const files = new Set([...Object.keys(before), ...Object.keys(now)]);
  const unseen = [...files].some((file) => UNSEEN_FILES.test(file) && before[file] !== now[file]);
  return !unseen && moved.every(({ part }) => SEEN.test(part));
}
