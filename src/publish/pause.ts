import { pauseFor } from '../process/pause.ts';
import type { UploadOptions } from './types.ts';

/** Waits before the next try, longer each time. @throws the signal's reason as soon as it aborts. */
export async function pause(tried: number, { signal, retryDelayMs }: UploadOptions): Promise<void> {
  await pauseFor((retryDelayMs ?? 5_000) * tried, signal);
}
