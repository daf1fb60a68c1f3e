import { cp, lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { fetchFile, fetchZip, type StateNetwork } from './fetch-zip.ts';
import { FILE_LIMIT, NEEDED, stateFiles } from './state-files.ts';

/**
 * Brings the state files of a place a person named into a directory.
 *
 * @param place a directory with a build's metadata, or the web address of one, or that of a zip of it.
 * @param dir made anew.
 * @throws UserError
 */
export async function fetchGiven(
  place: string,
  dir: string,
  arch: string,
  network: StateNetwork,
): Promise<void> {
  // Whoever names the copy an earlier run has made means what is in it.
  if (place === dir) return;
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  if (!/^https?:\/\//i.test(place)) await copyState(place, dir, arch);
  else if (new URL(place).pathname.endsWith('.zip')) await fetchZip(place, dir, arch, network);
  else await fetchFiles(place, dir, arch, network);
}

/** Copies the state files of a directory; a file that is not there is none. */
export async function copyState(from: string, dir: string, arch: string): Promise<void> {
  const info = await lstat(from).catch((error: unknown) => {
    throw new UserError(`it cannot be read: ${messageOf(error)}`, { cause: error });
  });
  if (!info.isDirectory()) throw new UserError('it is no directory');
  for (const name of stateFiles(arch)) {
    const source = join(from, name);
    const file = await lstat(source).catch(() => undefined);
    if (file?.isFile() === true) await cp(source, join(dir, name));
  }
}

async function fetchFiles(place: string, dir: string, arch: string, network: StateNetwork): Promise<void> {
  const base = new URL(place);
  for (const name of stateFiles(arch)) {
    const url = new URL(base);
    url.pathname = `${base.pathname.replace(/\/+$/, '')}/${name}`;
    try {
      await fetchFile(url.href, join(dir, name), FILE_LIMIT, network);
    } catch (error) {
      if (NEEDED.includes(name) || !/\(HTTP 404\)/.test(messageOf(error))) throw named(name, error);
    }
  }
}

function named(name: string, error: unknown): unknown {
  return error instanceof UserError ? new UserError(`${name}: ${error.message}`, { cause: error }) : error;
}
