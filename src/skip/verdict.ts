import type { MovedPart } from '../fingerprint/compare.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { PreviousBuild } from '../state/previous.ts';

const DAY_MS = 86_400_000;

/** Inputs that say what may be skipped. */
export type SkipInputs = Pick<BuildInputs, 'maxAgeDays' | 'images' | 'maxIsoSize'>;

/**
 * Why everything is to be built anew, one text each: the last run failed, or the earlier build is too old. Empty = what
 * there is of the earlier build may be used.
 */
export function reasonsToBuild(
  { record, failedSince }: Pick<PreviousBuild, 'record' | 'failedSince'>,
  { maxAgeDays }: Pick<SkipInputs, 'maxAgeDays'>,
  now = Date.now(),
): string[] {
  const failed = failedSince === undefined ? [] : [`after a failure everything is built: ${failedSince}`];
  return [...failed, ...tooOld(record.buildId, record.finished, maxAgeDays, now)];
}

/** Says that a build is older than `max-age-days` allows, if it is. @param finished RFC 3339 */
export function tooOld(
  buildId: string,
  finished: string,
  maxAgeDays: number | undefined,
  now = Date.now(),
): string[] {
  const days = (now - Date.parse(finished)) / DAY_MS;
  if (maxAgeDays === undefined || days <= maxAgeDays) return [];
  return [`build ${buildId} is ${days.toFixed(1)} days old, max-age-days allows ${String(maxAgeDays)}`];
}

/**
 * Why nothing may be skipped although the image would be the same, one text each: {@link reasonsToBuild}, or what the
 * earlier build made is gone, or is larger than it may be now. Empty = the earlier build can stand for this one.
 */
export async function reasonsAgainst(
  previous: PreviousBuild,
  inputs: SkipInputs,
  now = Date.now(),
): Promise<string[]> {
  const { images, maxIsoSize } = inputs;
  const reasons = reasonsToBuild(previous, inputs, now);
  const iso = images.includes('live-iso')
    ? previous.record.images.find(({ kind }) => kind === 'live-iso')
    : undefined;
  if (iso !== undefined && maxIsoSize !== undefined && iso.size > maxIsoSize)
    reasons.push(`its live-iso has ${iso.size} bytes, max-iso-size allows ${maxIsoSize}`);
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
  return unseenFiles(before, now).length === 0 && moved.every(({ part }) => SEEN.test(part));
}

/** Files that differ and that the assembler does not look at when it says that nothing changed. */
export function unseenFiles(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): string[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return files.filter((file) => UNSEEN_FILES.test(file) && before[file] !== now[file]);
}
