import { isScheduledFork } from '../github/event.ts';
import type { RawInputs } from '../inputs/schema.ts';
import type { Log } from '../log/log.ts';
import type { ForkRun } from '../report/skipped.ts';

/**
 * Whether this is a scheduled run on a fork nobody asked for. It is asked before the inputs are judged: a fork has
 * none of the secrets they may be made from, and would fail each night.
 *
 * @throws UserError for an event that cannot be read
 */
export async function isForkLeftAlone(
  raw: Pick<RawInputs, 'on-forks'>,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const isAsked = /^true$/i.test((raw['on-forks'] ?? '').trim());
  return !isAsked && (await isScheduledFork(env));
}

/** Says so. @returns the outcome of the job */
export function leaveForkAlone(log: Log): ForkRun {
  log.notice('a scheduled run on a fork does nothing; `on-forks: true` lets it build');
  return { skip: 'fork' };
}
