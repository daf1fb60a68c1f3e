import { messageOf } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { Stopper } from '../process/cancellation.ts';

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
  let ended = false;
  const expire = async (): Promise<void> => {
    log.info(`${title}: its time limit is over, stopping it`);
    await stop(false);
    // Usually gone by now.
    if (!ended) await stop(true);
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
      ended = true;
      clearTimeout(timer);
      await stopping;
    },
  };
}
