import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { pauseFor } from '../process/pause.ts';
import { TransientError } from './transient.ts';

/** How often and how long something is tried; all times in milliseconds. */
export interface RetryPolicy {
  /** The first one included. */
  readonly attempts: number;
  /** Pause after the first failure; it doubles with each further one. */
  readonly firstDelayMs: number;
  /** No pause is longer, unless a server asks for more. */
  readonly maxDelayMs: number;
  /** No attempt begins later than this after the first one began. */
  readonly budgetMs: number;
}

/** Surroundings of {@link retry}. */
export interface RetryOptions {
  readonly policy: RetryPolicy;
  readonly log: Log;
  /** Ends the pauses; its reason is what is thrown then. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does `work`, and again while it throws {@link TransientError}. Any other error is final at once.
 *
 * @param what begins the lines of the log that say why there is a pause.
 * @throws UserError that says how often it was tried, when trying did not help.
 */
export async function retry<T>(
  what: string,
  work: () => Promise<T>,
  { policy, log, signal }: RetryOptions,
): Promise<T> {
  const started = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      // What was interrupted by us has not failed by itself.
      signal?.throwIfAborted();
      if (!(error instanceof TransientError)) throw error;
      const delay = pauseAfter(attempt, error.retryAfterMs, policy);
      const late = performance.now() - started + delay > policy.budgetMs;
      if (attempt >= policy.attempts || late) throw exhausted(error, attempt, late ? policy : undefined);
      log.info(`${what}: ${error.message}; trying again in ${(delay / 1000).toFixed(1)} s`);
      await pauseFor(delay, signal);
    }
  }
}

/** Milliseconds to wait after failure number `attempt`: never less than the other side has `asked` for. */
export function pauseAfter(attempt: number, asked: number | undefined, policy: RetryPolicy): number {
  const backoff = Math.min(policy.firstDelayMs * 2 ** (attempt - 1), policy.maxDelayMs);
  return Math.max(backoff, asked ?? 0);
}

/** @param late the policy whose time the next pause would go beyond. */
function exhausted(error: TransientError, attempts: number, late: RetryPolicy | undefined): UserError {
  const asked = error.retryAfterMs ?? 0;
  const tried = attempts === 1 ? [] : [`tried ${attempts} times`];
  const why =
    late === undefined || asked <= late.maxDelayMs
      ? tried
      : [
          ...tried,
          `it asks to be left alone for ${asked / 1000} s, all attempts together have ${late.budgetMs / 1000} s: run the job again later`,
        ];
  if (why.length === 0) return error;
  return new UserError(`${error.message} (${why.join('; ')})`, {
    cause: error,
    failure: error.failure,
  });
}
