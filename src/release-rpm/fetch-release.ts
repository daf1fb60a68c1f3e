import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFile, downloadTool, find } from '@actions/tool-cache';
import { messageOf, UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { INPUT_NAMES, type ReleaseNames } from './names.ts';

/** Where downloads go. */
export interface FetchOptions {
  /** Absolute directory for what is fetched. */
  readonly dir: string;
  readonly sha256: string | undefined;
  /** A key will be asked for; then even an unprotected transport cannot slip in another package. */
  readonly verified: boolean;
  /** What messages call the source; by default the action's input. */
  readonly names?: ReleaseNames;
}

const TOOL = 'ovirt-release';

/**
 * Brings the release rpm to this machine: the first source that opens wins. What has a known digest is kept in the
 * runner's tool cache under it.
 *
 * @returns path of the file and the source it came from.
 * @throws UserError that lists what was wrong with each source.
 */
export async function fetchRelease(
  sources: readonly string[],
  options: FetchOptions,
  log: Log,
): Promise<{ path: string; source: string }> {
  prepareToolCache(options.dir);
  const problems: string[] = [];
  const name = (options.names ?? INPUT_NAMES).release;
  for (const source of sources) {
    try {
      return { path: await fetchOne(source, options, log), source };
    } catch (error) {
      problems.push(`${source}: ${messageOf(error)}`);
      if (sources.length > 1) log.warning(`${name}: ${problems.at(-1) ?? ''}`);
    }
  }
  throw new UserError(
    `${name}: no source could be used:\n${problems.map((text) => `  - ${text}`).join('\n')}`,
  );
}

async function fetchOne(source: string, { dir, sha256, verified }: FetchOptions, log: Log): Promise<string> {
  if (source.startsWith('/')) return source;
  if (!/^https?:\/\//.test(source)) throw new UserError('expected an https URL or a path');
  if (source.startsWith('http:') && sha256 === undefined && !verified) {
    throw new UserError(
      'plain http is not protected: give ovirt-release-sha256 or ovirt-release-key, or use https',
    );
  }
  const version = sha256 === undefined ? undefined : `0.0.0-s${sha256.slice(0, 16)}`;
  const cached = version === undefined ? '' : find(TOOL, version);
  if (cached !== '') {
    const file = join(cached, 'release.rpm');
    if ((await digestOf(file)) === sha256) {
      log.info(`ovirt-release: ${source} is in the tool cache`);
      return file;
    }
  }
  const target = join(dir, `release-${createHash('sha256').update(source).digest('hex').slice(0, 16)}.rpm`);
  const downloaded = await downloadTool(source);
  await copyFile(downloaded, target);
  if (sha256 !== undefined) {
    const found = await digestOf(target);
    if (found !== sha256) throw new UserError(`sha256 is ${found}, expected ${sha256}`);
    if (version !== undefined) await cacheFile(target, 'release.rpm', TOOL, version);
  }
  return target;
}

/** Reads keys from files and https URLs. @throws UserError */
export async function fetchKey(source: string, dir: string, name = INPUT_NAMES.key): Promise<Buffer> {
  if (source.startsWith('/')) return await readFile(source);
  if (!source.startsWith('https://'))
    throw new UserError(`${name}: ${source}: expected an https URL or a path`);
  prepareToolCache(dir);
  try {
    return await readFile(await downloadTool(source));
  } catch (error) {
    throw new UserError(`${name}: ${source}: ${messageOf(error)}`, { cause: error });
  }
}

/** The library takes its directories from the runner; outside of one they are below the work directory. */
function prepareToolCache(dir: string): void {
  process.env['RUNNER_TEMP'] ??= join(dir, 'temp');
  process.env['RUNNER_TOOL_CACHE'] ??= join(dir, 'tool-cache');
}

async function digestOf(file: string): Promise<string | undefined> {
  const content = await readFile(file).catch(() => undefined);
  return content === undefined ? undefined : createHash('sha256').update(content).digest('hex');
}

/** Makes the directory downloads go to. */
export async function prepareDownloads(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
}
