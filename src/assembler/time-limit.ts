import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { Stopper } from '../process/cancellation.ts';

/** How often a step is stopped, and the pause between, in ms: one that is only about to start cannot be yet. */
const TRIES = 30;
const PAUSE_MS = 1000;

/** Watches over one step. */
export interface TimeLimit {
  /** True once the time was up, whatever the step did then. */
  readonly expired: boolean;
  /** Ends the watch; waits for a stop under way, so that nothing of the step is left behind it. */
  end(): Promise<void>;
}

/**
 * Stops what runs when its time is up, as a signal would: the engine gives it 5 s, then what still runs is killed.
 *
 * @param limitMs undefined = no limit.
 */
export function timeLimit(limitMs: number | undefined, title: string, stop: Stopper, log: Log): TimeLimit {
  let stopping: Promise<void> | undefined;
  const ended = new AbortController();
  const expire = async (): Promise<void> => {
    log.info(`${title}: its time limit is over, stopping it`);
    for (let tries = 0; tries < TRIES && !ended.signal.aborted; tries += 1) {
      await stop(tries > 0);
      await sleep(PAUSE_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  };
  const timer =
    limitMs === undefined
      ? undefined
      : setTimeout(() => {
          stopping = expire().catch((error: unknown) => {
            log.warning(`${title} could not be stopped: ${messageOf(error)}`);
          });
        }, limitMs);
  return {
    get expired() {
      return stopping !== undefined;
    },
    end: async () => {
      ended.abort();
      clearTimeout(timer);
      await stopping;
    },
  };
}
