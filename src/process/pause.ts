import { setTimeout as sleep } from 'node:timers/promises';

/** Waits, and not a moment longer than until the signal. @throws the signal's reason when it aborts */
export async function pauseFor(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    // The library throws an error of its own; whoever ended the wait has said why.
    signal?.throwIfAborted();
    throw error;
  });
}
