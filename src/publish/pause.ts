import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadOptions } from './types.ts';

/** Waits before the next try, longer each time. @throws AbortError as soon as the signal aborts. */
export async function pause(tried: number, { signal, retryDelayMs }: UploadOptions): Promise<void> {
  await sleep((retryDelayMs ?? 5_000) * tried, undefined, { signal });
}
