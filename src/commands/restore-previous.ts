import type { Dialect } from '../assembler/probe.ts';
import { describeMoved, movedParts } from '../fingerprint/compare.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import { isSeenByAssembler, tooOld, unseenFiles } from '../skip/verdict.ts';
import { readLocalBuild, type LocalBuild } from '../state/local-build.ts';
import type { PreviousBuild } from '../state/previous.ts';
import { clearBuilds, latestState, restoreState, type LatestState } from '../state/restore.ts';
import type { LookBack } from './look-back.ts';

/** Parts that are made anew with every run, from a build that is whole. */
const AFTER_THE_BUILD = new Set(['input:verify', 'input:push']);

/**
 * Puts the state of the build before this one where the assembler looks for it. A work directory that has whole builds
 * of its own keeps them, unless the build before this one was made elsewhere and later: its number must not be given
 * twice.
 *
 * @returns true when the assembler's answer that nothing changed would not do, so that it must not be asked.
 */
export async function restorePrevious(
  inputs: BuildInputs,
  look: LookBack,
  srvDir: string,
  dialect: Dialect,
  log: Log,
): Promise<boolean> {
  const { previous, moved, digests, maySkip } = look;
  const fits = previous === undefined || previous.record.dialect === dialect;
  const latest = await latestState(srvDir, inputs.arch);
  const whole = latest?.isBare === false ? latest : undefined;
  if (!fits) {
    const then =
      whole === undefined
        ? 'this build goes on as a first one, without the state of an earlier one'
        : `this build goes on from ${whole.id} in the work directory`;
    log.notice(
      `previous-build: build ${previous.record.buildId} was made by an assembler of dialect ${previous.record.dialect}, ` +
        `this one is ${dialect}; ${then}`,
    );
  }
  if (whole !== undefined) {
    const local = await localBuild(inputs.workDir, whole, previous);
    if (!fits || previous === undefined || !isOutrun(whole, local, previous))
      return mustForce(inputs, look, whole, local, log);
    log.info(
      `build ${whole.id} of the work directory makes room for ${previous.record.buildId}, which is newer`,
    );
  }
  await clearBuilds(srvDir);
  if (previous === undefined || !fits) return false;
  const { record } = previous;
  await restoreState(previous, srvDir);
  log.info(`the state of build ${record.buildId} was restored`);
  return !maySkip || !isSeenByAssembler(moved, record.config, digests);
}

/** What the newest build of the work directory was made from; undefined where nobody knows. */
async function localBuild(
  workDir: string,
  latest: LatestState,
  previous: PreviousBuild | undefined,
): Promise<LocalBuild | undefined> {
  const noted = await readLocalBuild(workDir, latest.id);
  if (noted !== undefined || previous === undefined || !isSame(latest, previous)) return noted;
  const { buildId, finished, config, fingerprint } = previous.record;
  return { buildId, time: finished, config, fingerprint };
}

function isSame({ id, commit }: LatestState, { record }: PreviousBuild): boolean {
  return record.buildId === id && record.ostreeCommit === commit;
}

/** True where the build before this one is another than the newest here, and newer. */
function isOutrun(latest: LatestState, local: LocalBuild | undefined, previous: PreviousBuild): boolean {
  if (isSame(latest, previous)) return false;
  return local === undefined || Date.parse(previous.record.finished) > Date.parse(local.time);
}

/**
 * Whether the assembler must build although the newest build here may be the same to it: it would hand that one out for
 * everything it does not look at.
 */
function mustForce(
  { skipUnchanged, maxAgeDays }: BuildInputs,
  { digests, fingerprint, mustBuild }: LookBack,
  latest: LatestState,
  local: LocalBuild | undefined,
  log: Log,
): boolean {
  const reasons: string[] = [];
  if (mustBuild) reasons.push('nothing may be skipped');
  if (local === undefined) reasons.push('nobody knows what it was made from');
  else {
    if (skipUnchanged) reasons.push(...tooOld(latest.id, local.time, maxAgeDays));
    const moved = movedParts(local.fingerprint, fingerprint).filter(({ part }) => !AFTER_THE_BUILD.has(part));
    reasons.push(...moved.filter((part) => !isSeenByAssembler([part], {}, {})).map(describeMoved));
    reasons.push(...unseenFiles(local.config, digests).map((file) => `${file} has changed`));
  }
  if (reasons.length === 0) return false;
  log.info(`build ${latest.id} of the work directory does not stand for this one: ${reasons.join('; ')}`);
  return true;
}
