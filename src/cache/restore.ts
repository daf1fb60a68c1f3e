import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { download } from '../net/download.ts';
import { archiveMethod, archiveVersion } from './archive-method.ts';
import { PACK } from './key.ts';
import { lookUp } from './lookup.ts';
import { unpack } from './unpack.ts';

/** What is restored, and how much it may cost. */
export interface RestoreRequest {
  /** Beginnings of keys, best first. */
  readonly prefixes: readonly [string, ...string[]];
  /** Where it is unpacked before it is moved; on the disk of `into`. */
  readonly workDir: string;
  /** Directories by their names in the pack; none of them may exist. */
  readonly into: Readonly<Record<string, string>>;
  /** Most bytes of the archive and of what it unpacks to. */
  readonly limit: number;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** For tests. */
  readonly limits?: { readonly lookUpMs: number; readonly restoreMs: number };
}

/** Milliseconds to wait for an answer, and for everything; what takes longer would cost more than it saves. */
const LIMITS = { lookUpMs: 10_000, restoreMs: 180_000 };

/**
 * Brings the best entry of the cache back. Whatever is wrong with it is a warning and no more: the build goes on as
 * if there were none.
 *
 * @returns the key of the entry, undefined when nothing was restored.
 * @throws the signal's reason when it aborts.
 */
export async function restorePack(request: RestoreRequest): Promise<string | undefined> {
  const { workDir, log, env, limits = LIMITS } = request;
  const temp = join(workDir, 'cache-restore');
  const started = performance.now();
  const whole = AbortSignal.timeout(limits.restoreMs);
  try {
    const method = await archiveMethod();
    const asked = AbortSignal.any([request.signal, AbortSignal.timeout(limits.lookUpMs)]);
    const found = await lookUp(request.prefixes, archiveVersion(method), env, asked);
    if (found === undefined) {
      log.info('cache: there is no entry that fits yet');
      return undefined;
    }
    const directory = join(temp, 'unpacked');
    await rm(temp, { recursive: true, force: true });
    await mkdir(directory, { recursive: true });
    const archive = join(temp, 'archive');
    const signal = AbortSignal.any([request.signal, whole]);
    const { bytes } = await download(found.url, archive, {
      limit: request.limit,
      timeoutMs: limits.restoreMs,
      allowPlain: false,
      signal,
    });
    await unpack(archive, directory, { method, limit: request.limit + OVERHEAD, signal });
    for (const [name, target] of Object.entries(request.into)) {
      await rename(join(directory, PACK, name), target).catch((error: unknown) => {
        throw new UserError(`the archive holds no ${PACK}/${name}`, { cause: error });
      });
    }
    const seconds = (performance.now() - started) / 1000;
    log.info(`cache: ${found.key} restored, ${(bytes / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s`);
    return found.key;
  } catch (error) {
    request.signal.throwIfAborted();
    log.warning(
      `cache: nothing is restored: ${reason(error, performance.now() - started)}; the build does without`,
    );
    return undefined;
  } finally {
    await rm(temp, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** What tar adds to the files: headers, and zeros up to whole blocks. */
const OVERHEAD = 64 * 1024 * 1024;

function reason(error: unknown, ms: number): string {
  const isTimeout = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  return isTimeout ? `no end after ${(ms / 1000).toFixed(0)} s` : messageOf(error);
}
