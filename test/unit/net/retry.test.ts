import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { pauseAfter, retry, type RetryPolicy } from '../../../src/net/retry.ts';
import { parseRetryAfter, statusError } from '../../../src/net/status.ts';
import { TransientError } from '../../../src/net/transient.ts';
import { CancelledError } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';

const FAST: RetryPolicy = { attempts: 3, firstDelayMs: 1, maxDelayMs: 5, budgetMs: 60_000 };

describe('retry', () => {
  const attempts = (failures: number, error: Error): { calls: () => number; work: () => Promise<string> } => {
    let calls = 0;
    return {
      calls: () => calls,
      work: async () => {
        calls += 1;
        await Promise.resolve();
        if (calls <= failures) throw error;
        return 'done';
      },
    };
  };

  it('tries again what is transient, says so, and stops with the first success', async () => {
    const log = new MemoryLog();
    const { work, calls } = attempts(2, new TransientError('the server has a problem (HTTP 503)'));
    expect(await retry('x', work, { policy: FAST, log })).toBe('done');
    expect(calls()).toBe(3);
    expect(log.of('info')).toEqual([
      'x: the server has a problem (HTTP 503); trying again in 0.0 s',
      'x: the server has a problem (HTTP 503); trying again in 0.0 s',
    ]);
  });

  it('gives up with the last failure and the number of attempts, as an error that is final', async () => {
    const { work, calls } = attempts(9, new TransientError('cut'));
    const error = await retry('x', work, { policy: FAST, log: new MemoryLog() }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UserError);
    expect(error).not.toBeInstanceOf(TransientError);
    expect(String(error)).toContain('cut (tried 3 times)');
    expect(calls()).toBe(3);
  });

  it('does not try again what is final', async () => {
    const { work, calls } = attempts(9, new UserError('no such file'));
    await expect(retry('x', work, { policy: FAST, log: new MemoryLog() })).rejects.toThrow(/^no such file$/);
    expect(calls()).toBe(1);
  });

  it('starts no attempt after the time for all of them', async () => {
    const { work, calls } = attempts(9, new TransientError('cut'));
    const policy = { attempts: 100, firstDelayMs: 1, maxDelayMs: 60_000, budgetMs: 100 };
    await expect(retry('x', work, { policy, log: new MemoryLog() })).rejects.toThrow('cut (tried');
    // 1 + 2 + 4 + … ms are over 100 with the seventh pause, however fast the machine is.
    expect(calls()).toBeLessThanOrEqual(7);
  });

  it('gives up at once when it is asked to wait for longer than there is time', async () => {
    const { work, calls } = attempts(9, new TransientError('too much (HTTP 429)', { retryAfterMs: 61_000 }));
    await expect(retry('x', work, { policy: FAST, log: new MemoryLog() })).rejects.toThrow(
      'too much (HTTP 429) (it asks to be left alone for 61 s, all attempts together have 60 s: run the job again later)',
    );
    expect(calls()).toBe(1);
  });

  it('waits as long as it is asked to', async () => {
    const { work } = attempts(1, new TransientError('too much', { retryAfterMs: 60 }));
    const started = performance.now();
    expect(await retry('x', work, { policy: FAST, log: new MemoryLog() })).toBe('done');
    // Timers may be a millisecond early.
    expect(performance.now() - started).toBeGreaterThanOrEqual(59);
  });

  it('ends a pause when it is cancelled, with the reason of that', async () => {
    const abort = new AbortController();
    const { work, calls } = attempts(9, new TransientError('cut'));
    const policy = { attempts: 9, firstDelayMs: 3_600_000, maxDelayMs: 3_600_000, budgetMs: 1e9 };
    const running = retry('x', work, { policy, log: new MemoryLog(), signal: abort.signal });
    setTimeout(() => abort.abort(new CancelledError('SIGTERM')), 20);
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    expect(calls()).toBe(1);
  });

  it('does not take work that was interrupted for a failure', async () => {
    const abort = new AbortController();
    const work = async (): Promise<never> => {
      abort.abort(new CancelledError('SIGINT'));
      throw await Promise.resolve(new TransientError('child was killed'));
    };
    await expect(
      retry('x', work, { policy: FAST, log: new MemoryLog(), signal: abort.signal }),
    ).rejects.toBeInstanceOf(CancelledError);
  });
});

describe('pauseAfter', () => {
  const policy = { attempts: 9, firstDelayMs: 1000, maxDelayMs: 30_000, budgetMs: 0 };
  it.each([
    [1, undefined, 1000],
    [2, undefined, 2000],
    [3, undefined, 4000],
    [9, undefined, 30_000],
    [1, 7000, 7000],
    [3, 1000, 4000],
    [9, 60_000, 60_000],
    [1, 3_600_000, 3_600_000],
  ])('after failure %i with %s asked for is %i ms', (attempt, asked, expected) => {
    expect(pauseAfter(attempt, asked, policy)).toBe(expected);
  });
});

describe('statusError', () => {
  it.each([400, 401, 403, 404, 407, 410, 418])('is final for %i', (status) => {
    const error = statusError(status, undefined);
    expect(error).not.toBeInstanceOf(TransientError);
    expect(error.message).toContain(`(HTTP ${status})`);
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 520])('is transient for %i', (status) => {
    expect(statusError(status, '3')).toMatchObject({ name: 'TransientError', retryAfterMs: 3000 });
  });

  it.each([
    ['0', 0],
    ['120', 120_000],
    ['Wed, 21 Oct 2015 07:28:10 GMT', 10_000],
    ['Wed, 21 Oct 2015 07:27:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    [undefined, undefined],
  ])('reads Retry-After: %s as %s ms', (text, expected) => {
    expect(parseRetryAfter(text, Date.parse('Wed, 21 Oct 2015 07:28:00 GMT'))).toBe(expected);
  });
});
