import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFile, find } from '@actions/tool-cache';
import { messageOf } from '../errors.ts';
import type { Log } from '../log/log.ts';

const TOOL = 'ovirt-release';
const FILE = 'release.rpm';

/** The tool cache wants versions; decision 20 of the design makes one of a digest. */
function versionOf(sha256: string): string {
  return `0.0.0-s${sha256.slice(0, 16)}`;
}

/** Path of the cached package with this digest; undefined when it is not there or was altered. */
export async function cachedRelease(dir: string, sha256: string): Promise<string | undefined> {
  prepareToolCache(dir);
  const directory = find(TOOL, versionOf(sha256));
  if (directory === '') return undefined;
  const file = join(directory, FILE);
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) return undefined;
  return createHash('sha256').update(content).digest('hex') === sha256 ? file : undefined;
}

/** Puts a package whose digest was checked into the cache; a cache that cannot be written costs a warning only. */
export async function keepRelease(path: string, dir: string, sha256: string, log: Log): Promise<void> {
  prepareToolCache(dir);
  try {
    await cacheFile(path, FILE, TOOL, versionOf(sha256));
  } catch (error) {
    log.warning(`ovirt-release: the tool cache could not be written: ${messageOf(error)}`);
  }
}

/** The library takes its directories from the runner; outside of one they are below the work directory. */
function prepareToolCache(dir: string): void {
  process.env['RUNNER_TEMP'] ??= join(dir, 'temp');
  process.env['RUNNER_TOOL_CACHE'] ??= join(dir, 'tool-cache');
}
