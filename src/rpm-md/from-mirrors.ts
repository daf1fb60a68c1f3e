import { UserError } from '../errors.ts';
import { redactUrl } from '../log/redact.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import { TransientError } from '../net/transient.ts';
import { printable } from '../release-rpm/text.ts';
import { isNotAsked, UncheckedError } from './problem.ts';
import { joinAddress, type FetchContext } from './fetch.ts';

/** A check is to be quick: what does not answer within a minute is named, not waited for. */
const POLICY: RetryPolicy = { attempts: 3, firstDelayMs: 1_000, maxDelayMs: 15_000, budgetMs: 60_000 };
/** How many mirrors are named when none of them works. */
const NAMED = 3;

/**
 * Tries mirrors in their order until one does it, and all of them again while one has failed in a way that may be gone
 * a moment later.
 *
 * @param what begins the lines of the log about further attempts.
 * @param path of the file below each mirror, for messages.
 * @throws UserError that names the mirrors and what was wrong with each.
 */
export async function fromMirrors<T>(
  what: string,
  mirrors: readonly string[],
  path: string,
  { network }: FetchContext,
  attempt: (base: string) => Promise<T>,
): Promise<T> {
  const round = async (): Promise<T> => {
    const problems: { readonly text: string; readonly error: UserError }[] = [];
    for (const base of mirrors) {
      network.signal?.throwIfAborted();
      try {
        return await attempt(base);
      } catch (error) {
        network.signal?.throwIfAborted();
        if (!(error instanceof UserError)) throw error;
        problems.push({ text: `${printable(redactUrl(joinAddress(base, path)))}: ${error.message}`, error });
      }
    }
    throw allFailed(problems);
  };
  const { policy = POLICY, log, signal } = network;
  return await retry(what, round, { policy, log, signal });
}

function allFailed(problems: readonly { readonly text: string; readonly error: UserError }[]): UserError {
  const named = problems.slice(0, NAMED).map(({ text }) => text);
  const more = problems.length > NAMED ? [`and ${problems.length - NAMED} more mirrors`] : [];
  const text = [...named, ...more].join('; ');
  if (problems.length > 0 && problems.every(({ error }) => isNotAsked(error)))
    return new UncheckedError(text);
  const transient = problems.map(({ error }) => error).find((error) => error instanceof TransientError);
  return transient === undefined
    ? new UserError(text)
    : new TransientError(text, { retryAfterMs: transient.retryAfterMs });
}
