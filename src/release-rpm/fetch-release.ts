import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { redactUrl } from '../log/redact.ts';
import { download, type DownloadOptions } from '../net/download.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import { whyNoFile } from './look-at-download.ts';
import { INPUT_NAMES, type ReleaseNames } from './names.ts';
import { cachedRelease, keepRelease } from './release-cache.ts';

/** What holds for every source of a release package. */
export interface FetchOptions {
  /** Absolute directory for what is fetched. */
  readonly dir: string;
  readonly sha256: string | undefined;
  /** A key will be asked for; then even an unprotected transport cannot slip in another package. */
  readonly verified: boolean;
  /** What messages call the source; by default the action's input. */
  readonly names?: ReleaseNames;
  readonly log: Log;
  /** Ends downloads and the pauses between them. */
  readonly signal?: AbortSignal | undefined;
  /** For tests; the default is {@link DOWNLOAD_POLICY}. */
  readonly policy?: RetryPolicy;
  /** For tests: milliseconds of one attempt. */
  readonly timeoutMs?: number;
}

/** A release package that was opened, and the source it came from. */
export interface FetchedRelease<T> {
  readonly opened: T;
  /** As it was given, without a login in it. */
  readonly source: string;
}

/** A source gets four attempts within two minutes; with a last attempt of its full time it is given up after three. */
export const DOWNLOAD_POLICY: RetryPolicy = {
  attempts: 4,
  firstDelayMs: 1_000,
  maxDelayMs: 30_000,
  budgetMs: 120_000,
};
/** Milliseconds; a release package has about 20 KB. */
const ATTEMPT_MS = 60_000;
/** In bytes: room for any release package, and an end for a server that never stops. */
const SIZE_LIMIT = 256 * 1024 * 1024;

/**
 * Tries the sources in their order; the first whose file `open` accepts wins. What has a known digest is kept in the
 * runner's tool cache under it.
 *
 * @param open opens and verifies the package at a path; what it throws as UserError goes against the source.
 * @throws UserError that lists what was wrong with each source.
 */
export async function fetchRelease<T>(
  sources: readonly string[],
  options: FetchOptions,
  open: (path: string) => Promise<T>,
): Promise<FetchedRelease<T>> {
  const problems: string[] = [];
  const name = (options.names ?? INPUT_NAMES).release;
  for (const source of sources) {
    const shown = redactUrl(source);
    try {
      const path = source.startsWith('/') ? source : await fetchOne(source, options);
      return { opened: await openAs(shown, path, open), source: shown };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // A message about another input has said where it belongs.
      if (sources.length === 1 && /^[a-z-]+: /.test(error.message)) throw error;
      problems.push(error.message.startsWith(`${shown}: `) ? error.message : `${shown}: ${error.message}`);
      if (sources.length > 1) options.log.warning(`${name}: ${problems.at(-1) ?? ''}`);
    }
  }
  const [only = 'no source was given'] = problems;
  if (problems.length < 2) throw new UserError(`${name}: ${only}`);
  const list = problems.map((text) => `  - ${text}`).join('\n');
  throw new UserError(`${name}: none of ${problems.length} sources could be used:\n${list}`);
}

/** A person knows the address that was given, not the file it was saved to. */
async function openAs<T>(shown: string, path: string, open: (path: string) => Promise<T>): Promise<T> {
  try {
    return await open(path);
  } catch (error) {
    if (!(error instanceof UserError) || path === shown) throw error;
    throw new UserError(error.message.replaceAll(path, shown), { cause: error });
  }
}

/** @returns path of the downloaded file, whose digest is the one asked for when one is. */
async function fetchOne(source: string, options: FetchOptions): Promise<string> {
  const { dir, sha256, verified, log, names = INPUT_NAMES } = options;
  if (!/^https?:\/\//.test(source)) throw new UserError('expected an https URL or a path');
  if (source.startsWith('http:') && sha256 === undefined && !verified) {
    throw new UserError(`plain http is not protected: give ${names.sha256} or ${names.key}, or use https`);
  }
  const cached = sha256 === undefined ? undefined : await cachedRelease(dir, sha256);
  if (cached !== undefined) {
    log.info(`${names.release}: ${redactUrl(source)} is in the tool cache`);
    return cached;
  }
  const target = join(dir, `release-${nameOf(source)}.rpm`);
  await fetchFile(source, target, names.release, sha256 !== undefined || verified, options, sha256);
  if (sha256 !== undefined) await keepRelease(target, dir, sha256, log);
  return target;
}

/** Reads a key from a file or an https URL. @throws UserError */
export async function fetchKey(source: string, options: FetchOptions): Promise<Buffer> {
  const shown = redactUrl(source);
  const { key: name } = options.names ?? INPUT_NAMES;
  if (source.startsWith('/')) {
    return await readFile(source).catch((error: unknown) => {
      throw new UserError(`${name}: ${source}: ${messageOf(error)}`, { cause: error });
    });
  }
  if (!source.startsWith('https://'))
    throw new UserError(`${name}: ${shown}: expected an https URL or a path`);
  const target = join(options.dir, `key-${nameOf(source)}`);
  try {
    await fetchFile(source, target, name, false, options);
    return await readFile(target);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${name}: ${shown}: ${error.message}`, { cause: error });
  }
}

/** Downloads with repeated attempts; `target` appears only when the whole file is there. */
async function fetchFile(
  source: string,
  target: string,
  input: string,
  allowPlain: boolean,
  options: FetchOptions,
  sha256?: string,
): Promise<void> {
  await mkdir(options.dir, { recursive: true });
  const part = `${target}.part`;
  const limits: DownloadOptions = {
    limit: SIZE_LIMIT,
    timeoutMs: options.timeoutMs ?? ATTEMPT_MS,
    allowPlain,
    signal: options.signal,
  };
  const what = `${input}: ${redactUrl(source)}`;
  try {
    const got = await retry(what, async () => await download(source, part, limits), {
      policy: options.policy ?? DOWNLOAD_POLICY,
      log: options.log,
      signal: options.signal,
    });
    const wrong = await whyNoFile(part, got.contentType);
    if (wrong !== undefined) throw new UserError(`${wrong} (${got.from})`);
    if (sha256 !== undefined && got.sha256 !== sha256) {
      const { sha256: name } = options.names ?? INPUT_NAMES;
      throw new UserError(`sha256 is ${got.sha256}, ${name} says ${sha256}: another file`);
    }
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}

function nameOf(source: string): string {
  return createHash('sha256').update(source).digest('hex').slice(0, 16);
}
