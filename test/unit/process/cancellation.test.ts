import { expect, it } from 'vitest';
import { Cancellation, CancelledError } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';

it('aborts its signal with the first of the signals, for good', async () => {
  const cancellation = new Cancellation(new MemoryLog());
  expect(cancellation.signal.aborted).toBe(false);
  await cancellation.cancel('SIGTERM');
  await cancellation.cancel('SIGINT');
  const reason: unknown = cancellation.signal.reason;
  expect(reason).toBeInstanceOf(CancelledError);
  expect(reason).toMatchObject({ signal: 'SIGTERM', message: 'cancelled by SIGTERM' });
});
