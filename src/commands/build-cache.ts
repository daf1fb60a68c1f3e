import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StepError } from '../assembler/failures/step-error.ts';
import { cacheAccess } from '../cache/access.ts';
import { keyOf, keyPrefixes, type CacheSubject } from '../cache/key.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { isObject } from '../json.ts';
import type { Log } from '../log/log.ts';
import type { BuildContext } from './build-context.ts';
import { releaseToSave, type CachePack } from './release-in-cache.ts';

/** What the main step leaves for post: what is to be saved. Nothing in it is secret. */
export interface CacheState {
  readonly packs: readonly CachePack[];
  readonly workDir: string;
  /** Bytes. */
  readonly limit: number;
}

/** The cache of a build that was asked for one. */
export interface BuildCache {
  readonly subject: CacheSubject;
  /** Key of the entry that came back. */
  readonly restored: string | undefined;
}

type CacheInputs = Pick<BuildInputs, 'cache' | 'cacheSizeLimit' | 'workDir'>;

/** The assembler's own; in it is what it has downloaded. */
function assemblerCache(workDir: string): string {
  return join(workDir, 'srv', 'cache');
}

/**
 * Brings the assembler's cache back, where one is asked for, the run may read it, and nothing is there: a work
 * directory that was kept has a better one. It only warns.
 *
 * @throws CancelledError
 */
export async function restoreBuildCache(
  inputs: CacheInputs,
  subject: CacheSubject,
  { env, log, cancellation }: Pick<BuildContext, 'env' | 'log' | 'cancellation'>,
): Promise<BuildCache | undefined> {
  if (!inputs.cache) return undefined;
  const { read, why } = cacheAccess(env);
  if (why !== undefined) log.notice(`cache: ${why}`);
  const directory = assemblerCache(inputs.workDir);
  if (!read) return { subject, restored: undefined };
  if (existsSync(directory)) {
    log.info('cache: the work directory has one of its own');
    return { subject, restored: undefined };
  }
  const restored = await log.group('Restore the cache', async () => {
    await mkdir(join(inputs.workDir, 'srv'), { recursive: true });
    const { restorePack } = await import('../cache/restore.ts');
    return await restorePack({
      prefixes: keyPrefixes(subject),
      workDir: inputs.workDir,
      into: { assembler: directory },
      limit: bytesOf(inputs),
      env,
      log,
      signal: cancellation.signal,
    });
  });
  return { subject, restored };
}

/**
 * Runs steps with a restored cache, and once more without it when they fail for a reason nobody knows: what came from
 * elsewhere may be broken in ways only the assembler finds.
 *
 * @param again takes the work directory back, and removes the cache.
 */
export async function withRestoredCache<T>(
  cache: BuildCache | undefined,
  log: Log,
  steps: () => Promise<T>,
  again: () => Promise<void>,
): Promise<T> {
  try {
    return await steps();
  } catch (error) {
    const isCaches =
      error instanceof StepError && error.failure.step === 'fetch' && error.failure.class === 'unknown';
    if (cache?.restored === undefined || !isCaches) throw error;
    log.warning(`cache: fetch failed with ${cache.restored} (${error.failure.line}); it is tried without`);
    await again();
    return await steps();
  }
}

/** Removes the assembler's cache, which has to be the caller's. */
export async function dropCache({ workDir }: CacheInputs): Promise<void> {
  await rm(assemblerCache(workDir), { recursive: true, force: true });
}

/**
 * What post shall save after a build that succeeded; undefined where nothing is to be saved.
 *
 * @param lockFile the generated lock: the key moves with it.
 * @param missingRelease see restoreRelease.
 */
export async function cacheToSave(
  inputs: CacheInputs & Parameters<typeof releaseToSave>[1],
  cache: BuildCache | undefined,
  { lockFile, missingRelease }: { readonly lockFile: string; readonly missingRelease?: string | undefined },
  { env, log }: Pick<BuildContext, 'env' | 'log'>,
): Promise<CacheState | undefined> {
  if (cache === undefined || !cacheAccess(env).write) return undefined;
  const packs = await releaseToSave(missingRelease, inputs);
  const lock = await readFile(lockFile, 'utf8').catch(() => '');
  const key = keyOf(cache.subject, lock);
  if (key === cache.restored) log.info(`cache: ${key} is as it was, and is not saved again`);
  else packs.push({ key, name: 'assembler', directory: assemblerCache(inputs.workDir) });
  return packs.length === 0 ? undefined : { packs, workDir: inputs.workDir, limit: bytesOf(inputs) };
}

/** In post: saves what the main step has left, if it has. It only warns. */
export async function saveBuildCache(state: string, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const { packs, workDir, limit } = readState(state);
  if (packs.length === 0 || workDir === '') return;
  const { savePack } = await import('../cache/save.ts');
  await log.group('Save the cache', async () => {
    for (const { key, name, directory } of packs)
      await savePack({ key, workDir, from: { [name]: directory }, limit, env, log });
  });
}

function readState(text: string): CacheState {
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  const { packs, workDir, limit } = isObject(parsed) ? parsed : {};
  return {
    packs: Array.isArray(packs) ? packs.flatMap(readPack) : [],
    workDir: typeof workDir === 'string' ? workDir : '',
    limit: typeof limit === 'number' ? limit : 0,
  };
}

function readPack(pack: unknown): CachePack[] {
  const { key, name, directory } = isObject(pack) ? pack : {};
  return typeof key === 'string' && typeof name === 'string' && typeof directory === 'string'
    ? [{ key, name, directory }]
    : [];
}

function bytesOf({ cacheSizeLimit }: CacheInputs): number {
  return cacheSizeLimit * 2 ** 20;
}
