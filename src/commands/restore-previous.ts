import type { Dialect } from '../assembler/probe.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import { isSeenByAssembler } from '../skip/verdict.ts';
import { clearBuilds, latestState, restoreState } from '../state/restore.ts';
import type { LookBack } from './look-back.ts';

/**
 * Puts the state of the build before this one where the assembler looks for it. A work directory that has builds of its
 * own keeps them.
 *
 * @returns true when the assembler's answer that nothing changed would not do, so that it must not be asked.
 */
export async function restorePrevious(
  inputs: BuildInputs,
  { previous, moved, digests, maySkip }: LookBack,
  srvDir: string,
  dialect: Dialect,
  log: Log,
): Promise<boolean> {
  const latest = await latestState(srvDir, inputs.arch);
  if (latest !== undefined && !latest.isBare) return false;
  await clearBuilds(srvDir);
  if (previous === undefined) return false;
  const { record } = previous;
  if (record.dialect !== dialect) {
    log.notice(
      `previous-build: build ${record.buildId} was made by an assembler of dialect ${record.dialect}, this one is ` +
        `${dialect}; this build goes on as a first one, without the state of an earlier one`,
    );
    return false;
  }
  await restoreState(previous, srvDir);
  log.info(`the state of build ${record.buildId} was restored`);
  return !maySkip || !isSeenByAssembler(moved, record.config, digests);
}
