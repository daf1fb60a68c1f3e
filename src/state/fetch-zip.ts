import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { download } from '../net/download.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import { FILE_LIMIT, stateFiles } from './state-files.ts';
import { readZip } from './zip.ts';

/** Milliseconds for less than a megabyte, mostly. */
const TIMEOUT_MS = 60_000;

/** A build that has to wait for its earlier state for long does without it. */
export const STATE_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelayMs: 1_000,
  maxDelayMs: 15_000,
  budgetMs: 120_000,
};

/** How state is fetched. */
export interface StateNetwork {
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
  /** For tests; the default is {@link STATE_POLICY}. */
  readonly policy?: RetryPolicy;
}

/** Fetches a file of metadata. @returns its sha256 @throws UserError */
export async function fetchFile(
  address: string,
  path: string,
  limit: number,
  { log, signal, policy = STATE_POLICY }: StateNetwork,
): Promise<string> {
  const options = { limit, timeoutMs: TIMEOUT_MS, allowPlain: false, signal };
  const { sha256 } = await retry('previous-build', async () => await download(address, path, options), {
    policy,
    log,
    signal,
  });
  return sha256;
}

/**
 * Fetches a zip of metadata and writes the state files in it into a directory. The address is asked without any login.
 *
 * @param sha256 what the zip must have, where somebody says it.
 * @throws UserError
 */
export async function fetchZip(
  address: string,
  dir: string,
  arch: string,
  network: StateNetwork,
  sha256?: string,
): Promise<void> {
  const file = join(dir, 'metadata.zip');
  const found = await fetchFile(address, file, FILE_LIMIT, network);
  try {
    if (sha256 !== undefined && found !== sha256)
      throw new UserError(`its sha256 is ${found}, GitHub says ${sha256}: it is damaged`);
    await unpackState(await readFile(file), dir, arch);
  } finally {
    await rm(file, { force: true });
  }
}

/** Writes the state files of a zip. Only their known names are written, whatever else is in it. */
export async function unpackState(zip: Buffer, dir: string, arch: string): Promise<void> {
  const names = stateFiles(arch);
  const files = readZip(zip, (name) => names.includes(name), FILE_LIMIT);
  await mkdir(dir, { recursive: true });
  for (const [name, content] of files) await writeFile(join(dir, name), content);
}
