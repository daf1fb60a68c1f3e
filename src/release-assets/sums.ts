import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { UserError } from '../errors.ts';
import type { PlannedFile } from './plan.ts';

/** sha256 of everything of a release, by name: of the whole files and of the parts of those that are split. */
export type Sums = ReadonlyMap<string, string>;

/** Reads each file once. @throws UserError for a file that has changed since it was looked at. */
export async function sumsOf(files: readonly PlannedFile[]): Promise<Sums> {
  const sums = new Map<string, string>();
  for (const { path, name, size, parts } of files) {
    const whole = createHash('sha256');
    let read = 0;
    for (const part of parts) {
      const hash = createHash('sha256');
      const end = part.start + part.size - 1;
      const stream = createReadStream(path, { start: part.start, end, highWaterMark: 1024 * 1024 });
      for await (const chunk of stream) {
        if (!Buffer.isBuffer(chunk)) continue;
        read += chunk.length;
        whole.update(chunk);
        hash.update(chunk);
      }
      sums.set(part.name, hash.digest('hex'));
    }
    if (read !== size) throw new UserError(`release-files: ${path} had ${size} bytes and now has ${read}`);
    sums.set(name, whole.digest('hex'));
  }
  return sums;
}

/** The file SHA256SUMS, as `sha256sum --check` reads it. */
export function sumsText(sums: Sums): string {
  return [...sums]
    .toSorted(([one], [two]) => (one < two ? -1 : 1))
    .map(([name, sum]) => `${sum}  ${name}\n`)
    .join('');
}
