import { createHash } from 'node:crypto';
import { run } from '../process/run.ts';
import { PACK } from './key.ts';

/** How an archive is packed: by zstd where there is one. The words are those of @actions/cache. */
export type ArchiveMethod = 'zstd-without-long' | 'gzip';

/** What the library would pack with on this machine (getCompressionMethod of @actions/cache 6.3.0). */
export async function archiveMethod(): Promise<ArchiveMethod> {
  const answer = await run(['zstd', '--quiet', '--version']).catch(() => undefined);
  return answer === undefined || `${answer.stdout}${answer.stderr}`.trim() === ''
    ? 'gzip'
    : 'zstd-without-long';
}

/**
 * The `version` the library gives an entry: the service hands out only entries of the version that is asked for, so
 * an archive always is of the method it is unpacked with (getCacheVersion of @actions/cache 6.3.0).
 */
export function archiveVersion(method: ArchiveMethod): string {
  return createHash('sha256').update([PACK, method, '1.0'].join('|')).digest('hex');
}
