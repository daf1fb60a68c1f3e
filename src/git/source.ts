import type { Log } from '../log/log.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import type { RunResult } from '../process/run.ts';
import { git, type GitOptions } from './git.ts';
import { isTransient, lastLine, transientError } from './failures.ts';
import type { RepositoryAddress } from './url.ts';

/** A repository that is being fetched, with everything a command on it needs. */
export interface GitSource {
  readonly address: RepositoryAddress;
  /** Name of the input the address came from. */
  readonly input: string;
  readonly options: GitOptions;
  readonly log: Log;
  readonly signal: AbortSignal | undefined;
  readonly policy: RetryPolicy;
}

/** Pauses of 2 and 4 s; a transfer may take long, so the time for all of it is long too. */
export const GIT_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelayMs: 2_000,
  maxDelayMs: 30_000,
  budgetMs: 900_000,
};

/**
 * Runs a git command that talks to the network, again when the network failed.
 *
 * @returns the first answer that is none of the network's failures, good or bad.
 * @throws UserError when the network keeps failing.
 */
export async function gitRemote(
  source: GitSource,
  args: readonly string[],
  cwd = source.options.cwd,
): Promise<RunResult> {
  const { address, input, options, log, signal, policy } = source;
  return await retry(
    input,
    async () => {
      const answer = await git(args, { ...options, cwd });
      if (answer.exitCode === 0 || !isTransient(answer.stderr)) return answer;
      throw transientError(`${input}: ${address.shown}`, lastLine(answer.stderr));
    },
    { policy, log, signal },
  );
}
