import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log/log.ts';

/** Thrown where a signal ended the work. */
export class CancelledError extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`cancelled by ${signal}`);
    this.name = 'CancelledError';
    this.signal = signal;
  }
}

/** How long work may take to end by itself after a signal. */
const GRACE_MS = 3_000;

/** What to do with whatever runs right now: `kill` is false for the first signal and true for the second. */
export type Stopper = (kill: boolean) => Promise<void>;

/**
 * The first SIGINT or SIGTERM asks what runs to stop, the second kills it. Work checks {@link throwIfCancelled}
 * between its parts, so nothing new starts afterwards.
 */
export class Cancellation {
  #signal: NodeJS.Signals | undefined;
  #signals = 0;
  readonly #stoppers = new Set<Stopper>();
  readonly #abort = new AbortController();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  get cancelled(): boolean {
    return this.#signal !== undefined;
  }

  /** Aborted by the first signal, with a {@link CancelledError}: ends downloads and pauses of this process itself. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Listens for the signals until `release` is called. */
  listen(): { release: () => void } {
    const onSignal = (signal: NodeJS.Signals): void => {
      void this.cancel(signal);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    return {
      release: () => {
        process.off('SIGINT', onSignal);
        process.off('SIGTERM', onSignal);
      },
    };
  }

  async cancel(signal: NodeJS.Signals): Promise<void> {
    this.#signal ??= signal;
    this.#signals += 1;
    this.#abort.abort(new CancelledError(this.#signal));
    const kill = this.#signals > 1;
    this.#log.info(`${signal} received: ${kill ? 'killing' : 'stopping'} what runs`);
    await Promise.allSettled([...this.#stoppers].map((stop) => stop(kill)));
    signalChildren(kill ? 'SIGKILL' : 'SIGTERM');
  }

  /**
   * Waits for work that a signal may not reach, such as a request without an answer: some seconds after a signal it
   * is left to the end of the process.
   *
   * @throws CancelledError
   */
  async orCancelled<T>(work: Promise<T>, graceMs = GRACE_MS): Promise<T> {
    const over = new AbortController();
    const late = (async () => {
      await once(this.#abort.signal, 'abort', { signal: over.signal });
      await sleep(graceMs, undefined, { signal: over.signal });
      this.throwIfCancelled();
    })().catch((error: unknown) => {
      if (error instanceof CancelledError) throw error;
    });
    try {
      await Promise.race([work, late]);
      return await work;
    } finally {
      over.abort();
    }
  }

  throwIfCancelled(): void {
    if (this.#signal !== undefined) throw new CancelledError(this.#signal);
  }

  /** Runs `body` with `stop` called by a signal. */
  async guard<T>(stop: Stopper, body: () => Promise<T>): Promise<T> {
    this.throwIfCancelled();
    this.#stoppers.add(stop);
    try {
      return await body();
    } finally {
      this.#stoppers.delete(stop);
    }
  }
}

/** Sends a signal to the direct children of this process; the kernel lists them. */
export function signalChildren(signal: NodeJS.Signals): void {
  let children = '';
  try {
    children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
  } catch {
    return; // not Linux, or built without the list: the stoppers have done what can be done
  }
  for (const pid of children.trim().split(' ').filter(Boolean).map(Number)) {
    try {
      process.kill(pid, signal);
    } catch {
      // gone already
    }
  }
}
