import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheAccess } from '../cache/access.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { cachedRelease, keepRelease } from '../release-rpm/release-cache.ts';
import type { BuildContext } from './build-context.ts';

type ReleaseInputs = Pick<BuildInputs, 'cache' | 'ovirtRelease' | 'ovirtReleaseSha256' | 'workDir'>;

/** A directory that is to be saved. */
export interface CachePack {
  readonly key: string;
  readonly name: string;
  readonly directory: string;
}

/** A release package is small. */
const LIMIT = 64 * 2 ** 20;
const NAME = 'release';

/** Where the tool cache is when no runner says so; the same place the download looks in. */
function downloads(workDir: string): string {
  return join(workDir, 'downloads');
}

function keyOf(sha256: string): string {
  return `ovirt-node-image-release-1-${sha256}`;
}

/**
 * Brings a release package whose digest is known out of the cache into the tool cache, where the download looks first:
 * its server need not be up then. What comes is believed for its digest alone.
 *
 * @returns the digest when the cache lacks it; undefined when there is nothing to save.
 * @throws CancelledError
 */
export async function restoreRelease(
  { cache, ovirtRelease, ovirtReleaseSha256: sha256, workDir }: ReleaseInputs,
  { env, log, cancellation }: Pick<BuildContext, 'env' | 'log' | 'cancellation'>,
): Promise<string | undefined> {
  if (!cache || sha256 === undefined || !ovirtRelease.some((source) => source.startsWith('http')))
    return undefined;
  const dir = downloads(workDir);
  if (!cacheAccess(env).read || (await cachedRelease(dir, sha256)) !== undefined) return undefined;
  const { restorePack } = await import('../cache/restore.ts');
  const into = join(workDir, 'cache-release');
  await rm(into, { recursive: true, force: true });
  try {
    const restored = await restorePack({
      prefixes: [keyOf(sha256)],
      workDir,
      into: { [NAME]: into },
      limit: LIMIT,
      env,
      log,
      signal: cancellation.signal,
    });
    if (restored === undefined) return sha256;
    const file = join(into, 'release.rpm');
    if ((await sha256Of(file)) === sha256) await keepRelease(file, dir, sha256, log);
    else log.warning(`cache: ${restored} holds another package than its key says; it is not used`);
    return undefined;
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

/** 64 hex digits; undefined for a file that cannot be read. */
async function sha256Of(file: string): Promise<string | undefined> {
  const content = await readFile(file).catch(() => undefined);
  return content === undefined ? undefined : createHash('sha256').update(content).digest('hex');
}

/** What post shall save of the release package, after {@link restoreRelease} found none. */
export async function releaseToSave(
  missing: string | undefined,
  { workDir }: ReleaseInputs,
): Promise<CachePack[]> {
  const file = missing === undefined ? undefined : await cachedRelease(downloads(workDir), missing);
  return missing === undefined || file === undefined
    ? []
    : [{ key: keyOf(missing), name: NAME, directory: dirname(file) }];
}
