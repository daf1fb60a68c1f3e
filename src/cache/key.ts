import { createHash } from 'node:crypto';

/** What an entry of the cache fits. */
export interface CacheSubject {
  readonly dialect: string;
  readonly target: string | undefined;
  readonly arch: string;
  /** Digest of the assembler. */
  readonly assembler: string;
}

/** Raised when the layout below {@link PACK} changes. */
const LAYOUT = 1;

/** Directory that is packed, below the work directory: entries are found by it, so it must not move. */
export const PACK = 'cache-pack';

/** Beginnings of the keys that will do, best first: of this assembler, then of any of its dialect. */
export function keyPrefixes({ dialect, target, arch, assembler }: CacheSubject): [string, string] {
  const common = ['ovirt-node-image', LAYOUT, dialect, target ?? 'none', arch].join('-');
  return [`${common}-${short(assembler)}-`, `${common}-`];
}

/**
 * The key of a build: the beginning says for whom, the end moves with the packages, so that a cache that would be the
 * same is not packed again. An entry once written can never be changed.
 *
 * @param lock text of the generated lock.
 */
export function keyOf(subject: CacheSubject, lock: string): string {
  return `${keyPrefixes(subject)[0]}${short(versions(lock))}`;
}

/** The packages of a lock. Its time of writing, which every lock has, is no reason for another entry. */
function versions(lock: string): string {
  try {
    const parsed: unknown = JSON.parse(lock);
    if (typeof parsed === 'object' && parsed !== null && 'packages' in parsed)
      return JSON.stringify(parsed.packages);
  } catch {
    // Then its text is what counts.
  }
  return lock;
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
