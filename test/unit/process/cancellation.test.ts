import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Cancellation, CancelledError } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';

const never = new Promise<string>(() => undefined);

describe('work a signal may not reach', () => {
  it('gives its result, and its error, as if nothing were around it', async () => {
    const cancellation = new Cancellation(new MemoryLog());
    expect(await cancellation.orCancelled(Promise.resolve('done'))).toBe('done');
    await expect(cancellation.orCancelled(Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  });

  it('is not waited for after a signal', async () => {
    const cancellation = new Cancellation(new MemoryLog());
    const waiting = cancellation.orCancelled(never, 1);
    await cancellation.cancel('SIGTERM');
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    expect(cancellation.signal.aborted).toBe(true);
  });

  it('may end by itself first', async () => {
    const cancellation = new Cancellation(new MemoryLog());
    const work = sleep(5, 'just in time');
    const waiting = cancellation.orCancelled(work, 10_000);
    await cancellation.cancel('SIGINT');
    expect(await waiting).toBe('just in time');
  });
});
