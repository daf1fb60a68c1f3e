import { lstatSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { insideOf } from '../config-tree/copy.ts';
import { UserError } from '../errors.ts';
import { lockFileNames } from '../lock-files/names.ts';
import { readLockDocument, type LockDocument } from '../lock-files/read.ts';
import { TreefileError } from '../treefile/error.ts';

/** Bytes; the largest lock file of Fedora CoreOS has 60 thousand. */
const LIMIT = 16 * 1024 * 1024;

/** The version a package is locked at. */
export type LockedVersions = ReadonlyMap<string, string>;

/** Another version of a locked package; an absent side does not lock it. */
export interface LockChange {
  readonly name: string;
  readonly before?: string;
  readonly after?: string;
}

/**
 * What the lock files of a configuration lock for an architecture. The entry of a later file replaces an earlier one
 * whole, as rpm-ostree does it.
 *
 * @param root directory nothing is read from outside of, links or not; `dir` lies in it.
 * @throws UserError for a file that is none.
 */
export async function readLocks(dir: string, root: string, arch: string): Promise<LockedVersions> {
  const versions = new Map<string, string>();
  for (const name of lockFileNames(arch)) {
    const file = join(dir, name);
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) continue;
    const text = await textOf(await insideOf(file, root), file);
    for (const [locked, version] of entriesOf(text, file, name)) versions.set(locked, version);
  }
  return versions;
}

async function textOf(real: string, file: string): Promise<string> {
  const info = await stat(real);
  if (!info.isFile() || info.size > LIMIT) refuse(file, `is no file of up to ${LIMIT} bytes`);
  return await readFile(real, 'utf8');
}

function refuse(file: string, why: string, cause?: unknown): never {
  throw new UserError(`${file}: ${why}`, { location: { file }, cause });
}

function entriesOf(text: string, file: string, name: string): [string, string][] {
  const { packages, entries } = documentOf(text, file, name);
  if (packages?.entries === undefined)
    return refuse(file, 'has no mapping `packages`, which a lock file needs');
  return entries.map(({ name: locked, evr, evra, digest }) => {
    const version = evra ?? evr;
    if (version === undefined) return refuse(file, `packages: ${locked}: found neither evr nor evra`);
    return [locked, digest === undefined ? version : `${version} (${digest})`];
  });
}

function documentOf(text: string, file: string, name: string): LockDocument {
  try {
    return readLockDocument(name, text);
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    return refuse(file, `is not ${name.endsWith('.json') ? 'JSON' : 'YAML'}`, error);
  }
}

/** What is locked otherwise, by name. */
export function diffLocks(before: LockedVersions, after: LockedVersions): LockChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name): LockChange[] => {
    const [old, current] = [before.get(name), after.get(name)];
    if (old === current) return [];
    return [
      {
        name,
        ...(old === undefined ? {} : { before: old }),
        ...(current === undefined ? {} : { after: current }),
      },
    ];
  });
}
