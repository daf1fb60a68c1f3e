import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fetchRepository } from '../git/fetch.ts';
import { isFullCommitId } from '../git/url.ts';
import type { Log } from '../log/log.ts';

/** A repository at a commit, branch or tag. */
export interface CachedSource {
  readonly url: string;
  readonly ref: string | undefined;
  readonly submodules: boolean;
  /** Name of the input it came from. */
  readonly input: string;
}

/**
 * Fetches a configuration without its history, or takes the one fetched before: a full commit id means the same for
 * ever. Names are fetched again each time.
 *
 * @param cache directory that is kept.
 * @returns its directory; it is somebody else's too and must not be written to.
 */
export async function cachedRepository(source: CachedSource, cache: string, log: Log): Promise<string> {
  const { url, ref, submodules, input } = source;
  const id = createHash('sha256')
    .update(JSON.stringify([url, ref, submodules]))
    .digest('hex')
    .slice(0, 32);
  const dir = join(cache, id);
  const isFixed = ref !== undefined && isFullCommitId(ref);
  if (isFixed && existsSync(dir)) return dir;
  // Whole or not at all: another run may look for it at the same time.
  const dest = join(cache, `${id}.${process.pid}`);
  await mkdir(cache, { recursive: true });
  try {
    await fetchRepository({ url, dest, submodules, input, ...(ref === undefined ? {} : { ref }) }, log);
    await rm(dir, { recursive: true, force: true });
    await rename(dest, dir);
  } finally {
    await rm(dest, { recursive: true, force: true });
  }
  return dir;
}
