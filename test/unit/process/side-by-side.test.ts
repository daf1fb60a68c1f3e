import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { sideBySide } from '../../../src/process/side-by-side.ts';

it('returns what all resolve to, in order', async () => {
  const onFailure = vi.fn<() => void>();
  expect(await sideBySide([sleep(5, 'a'), Promise.resolve(2)], onFailure)).toEqual(['a', 2]);
  expect(onFailure).not.toHaveBeenCalled();
});

it('throws the first failure in time, stops the others once and waits for them', async () => {
  const events: string[] = [];
  const slow = sleep(20).then(() => {
    events.push('slow ended');
    throw new Error('later');
  });
  const early = sleep(1).then(() => {
    throw new Error('first');
  });
  await expect(sideBySide([slow, early], () => events.push('stopped'))).rejects.toThrow('first');
  expect(events).toEqual(['stopped', 'slow ended']);
});
