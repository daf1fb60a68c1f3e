import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../json.ts';
import type { Fingerprint } from '../fingerprint/compare.ts';

/** In a work directory: what its newest build was made from. */
const FILE = 'built.json';

/** What the newest build of a work directory was made from, whether or not it was published. */
export interface LocalBuild {
  readonly buildId: string;
  /** When the commit was there, RFC 3339, UTC. */
  readonly time: string;
  /** sha256 of each file of the rendered tree, by its path. */
  readonly config: Readonly<Record<string, string>>;
  readonly fingerprint: Fingerprint;
}

/**
 * Notes what a build was made from, as soon as its commit is there: what fails afterwards, such as an upload, leaves a
 * build the next run goes on with.
 */
export async function noteLocalBuild(workDir: string, build: LocalBuild): Promise<void> {
  const file = join(workDir, FILE);
  await writeFile(`${file}.new`, `${JSON.stringify(build, null, 1)}\n`);
  await rename(`${file}.new`, file);
}

/** @returns undefined where there is no note of that build, or one that is damaged: then nobody knows. */
export async function readLocalBuild(workDir: string, id: string): Promise<LocalBuild | undefined> {
  const build = localBuildOf(await readFile(join(workDir, FILE), 'utf8').catch(() => ''));
  return build?.buildId === id ? build : undefined;
}

function localBuildOf(text: string): LocalBuild | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(json)) return undefined;
  const { buildId, time } = json;
  const [config, fingerprint] = [textsOf(json, 'config'), textsOf(json, 'fingerprint')];
  const isWhole = typeof buildId === 'string' && typeof time === 'string' && !Number.isNaN(Date.parse(time));
  if (!isWhole || config === undefined || fingerprint === undefined) return undefined;
  return { buildId, time, config, fingerprint };
}

function textsOf(json: JsonObject, key: string): Record<string, string> | undefined {
  const value = json[key];
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return entries.length === Object.keys(value).length ? Object.fromEntries(entries) : undefined;
}
