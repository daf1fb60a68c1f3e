import { describe, expect, it } from 'vitest';
import { timeLimit } from '../../../src/assembler/time-limit.ts';
import { MemoryLog } from '../../support/memory-log.ts';

describe('a time limit', () => {
  it('asks to stop first, and kills what was not there to be asked', async () => {
    const calls: boolean[] = [];
    const killed = Promise.withResolvers<undefined>();
    const stop = async (kill: boolean): Promise<void> => {
      calls.push(kill);
      if (kill) killed.resolve(undefined);
      return await Promise.resolve();
    };
    const log = new MemoryLog();
    const limit = timeLimit(1, 'build', stop, log);
    expect(limit.expired).toBe(false);
    await killed.promise;
    await limit.end();
    expect(calls).toEqual([false, true]);
    expect(log.of('info')).toEqual(['build: its time limit is over, stopping it']);
  });

  it('that is over waits for the stop under way, and stops nothing again', async () => {
    const calls: string[] = [];
    const asked = Promise.withResolvers<undefined>();
    const stop = async (): Promise<void> => {
      calls.push('asked');
      asked.resolve(undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
      calls.push('stopped');
    };
    const limit = timeLimit(1, 'build', stop, new MemoryLog());
    await asked.promise;
    await limit.end();
    expect(limit.expired).toBe(true);
    expect(calls).toEqual(['asked', 'stopped']);
  });

  it('tells of a stop that fails, and throws nothing', async () => {
    const log = new MemoryLog();
    const limit = timeLimit(1, 'build', async () => await Promise.reject(new Error('no engine')), log);
    while (!limit.expired) await new Promise((resolve) => setTimeout(resolve, 5));
    await limit.end();
    expect(log.of('warning')).toEqual(['build could not be stopped: no engine']);
  });

  it('that is not reached, or none, does nothing', async () => {
    const never = async (): Promise<void> => await Promise.reject(new Error('stopped'));
    for (const ms of [undefined, 3_600_000]) {
      const log = new MemoryLog();
      const limit = timeLimit(ms, 'build', never, log);
      await limit.end();
      expect(limit.expired).toBe(false);
      expect(log.said).toEqual([]);
    }
  });
});
