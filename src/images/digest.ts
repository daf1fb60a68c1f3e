import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** sha256 of a file as 64 hex digits; read as a stream, images do not fit in memory. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/** sha256 of a text as 64 hex digits. */
export function sha256OfText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
