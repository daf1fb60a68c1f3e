import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Log } from '../log/log.ts';
import { PACK } from './key.ts';
import type { Saved } from './library-process.ts';
import { stagePack } from './stage.ts';

/** What is saved, and how much it may cost. */
export interface SaveRequest {
  readonly key: string;
  /** Absolute; what is packed is laid out below it. */
  readonly workDir: string;
  /** Directories by their names in the pack. */
  readonly from: Readonly<Record<string, string>>;
  /** Most bytes the files may take on the disk. */
  readonly limit: number;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Milliseconds for everything; for tests. */
  readonly timeoutMs?: number;
}

/** Packing and sending some gigabytes takes one or two minutes. */
const TIMEOUT_MS = 300_000;

/** Packs directories and gives them to the cache service. Whatever goes wrong is a warning: the build is over. */
export async function savePack(request: SaveRequest): Promise<void> {
  const { key, workDir, from, limit, log } = request;
  const pack = join(workDir, PACK);
  const temp = join(workDir, 'cache-temp');
  const started = performance.now();
  try {
    const missing = Object.values(from).find((directory) => !existsSync(directory));
    if (missing !== undefined) throw new Error(`${missing} is gone`);
    const { bytes, files, skipped } = await stagePack(pack, from);
    if (files === 0) throw new Error('there is nothing to save');
    if (skipped > 0) log.info(`cache: ${skipped} entries that cannot be read, or are no files, are left out`);
    if (bytes > limit) {
      log.warning(
        `cache: not saved: ${mebibytes(bytes)} MiB are more than cache-size-limit allows (${mebibytes(limit)} MiB); ` +
          'raise it, or leave the cache off: a repository has 10 GB for all of its caches',
      );
      return;
    }
    const { saved, complaints } = await runLibrary(request, temp);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (saved) log.info(`cache: ${key} saved, ${mebibytes(bytes)} MiB of ${files} files in ${seconds} s`);
    else if (complaints.some((text) => /already[ _]exists/i.test(text))) {
      log.info(`cache: ${key} is there already, or another job is saving it`);
    } else log.warning(`cache: not saved: ${complaints.join('; ') || 'the library does not say why'}`);
  } catch (error) {
    log.warning(`cache: not saved: ${messageOf(error)}`);
  } finally {
    for (const directory of [pack, temp]) {
      await rm(directory, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

/**
 * The library in a process of its own: it cannot be cancelled, packs with programs that would outlive a thread, finds
 * the paths below its working directory, and keeps the archive in RUNNER_TEMP.
 */
async function runLibrary(
  { key, workDir, env, timeoutMs = TIMEOUT_MS }: SaveRequest,
  temp: string,
): Promise<Saved> {
  // Loaded like this it is a chunk of its own in the bundle, so its address is that of the process' code.
  const { LIBRARY_PROCESS, ROLE } = await import('./library-process.ts');
  const child = spawn(process.execPath, [fileURLToPath(LIBRARY_PROCESS), ROLE, PACK, key], {
    cwd: workDir,
    env: { ...env, GITHUB_WORKSPACE: workDir, RUNNER_TEMP: temp },
    // A group of its own: what it has started ends with it.
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const end = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  const timeout = setTimeout(end, timeoutMs);
  try {
    return await new Promise<Saved>((resolve, reject) => {
      child.once('message', (message: unknown) => resolve(readAnswer(message)));
      child.once('error', reject);
      child.once('exit', (_code, signal) => {
        reject(
          new Error(
            signal === 'SIGKILL'
              ? `no end after ${timeoutMs / 1000} s`
              : 'the cache library ended without an answer',
          ),
        );
      });
    });
  } finally {
    clearTimeout(timeout);
    end();
  }
}

function readAnswer(message: unknown): Saved {
  if (!isObject(message)) return { saved: false, complaints: [] };
  const { saved, complaints } = message;
  return { saved: saved === true, complaints: Array.isArray(complaints) ? complaints.map(String) : [] };
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
