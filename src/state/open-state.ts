import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildRecord } from '../build-record/record.ts';
import { readRecord } from '../build-record/read-record.ts';
import { messageOf, UserError } from '../errors.ts';
import { readMeta, readPackageTuples } from '../images/meta.ts';
import { FILE_LIMIT, NEEDED, stateFiles } from './state-files.ts';
import type { Wanted } from './previous.ts';

/**
 * Looks whether a directory holds the whole state of an earlier build, and one that is ours to build upon: the files
 * are there and fit each other, and the build was of the same configuration, target and architecture.
 *
 * @throws UserError that says what is wrong; nobody else's state, no half of one is ever used.
 */
export async function openState(dir: string, wanted: Wanted): Promise<BuildRecord> {
  for (const file of stateFiles(wanted.arch)) {
    const info = await lstat(join(dir, file)).catch((error: unknown) => {
      if (NEEDED.includes(file)) throw new UserError(`${file} is missing: ${messageOf(error)}`);
    });
    if (info !== undefined && !info.isFile()) throw new UserError(`${file} is no regular file`);
    if ((info?.size ?? 0) > FILE_LIMIT)
      throw new UserError(`${file} has ${info?.size} bytes, more than ${FILE_LIMIT} are not read`);
  }
  const record = await readRecord(dir);
  refuseForeign(record, wanted);
  const meta = await readMeta(dir);
  const same = (what: string, one: string, other: string): void => {
    if (one !== other) throw new UserError(`meta.json is of ${what} ${one}, record.json of ${other}`);
  };
  same('build', meta.buildId, record.buildId);
  same('commit', meta.ostreeCommit, record.ostreeCommit);
  const packages = await readPackageTuples(dir);
  if (packages.length !== record.packages.length)
    throw new UserError(
      `commitmeta.json lists ${packages.length} packages, record.json ${record.packages.length}`,
    );
  const object = await readFile(join(dir, 'ostree-commit-object')).catch(() => undefined);
  // The checksum of a commit is that of its object.
  if (object !== undefined && createHash('sha256').update(object).digest('hex') !== record.ostreeCommit)
    throw new UserError('ostree-commit-object is damaged: its sha256 is not that of the commit');
  return record;
}

/** @throws UserError that names the first thing in which a record is of another build's kind */
export function refuseForeign(record: BuildRecord, wanted: Wanted): void {
  const expected = [
    ['architecture', record.arch, wanted.arch],
    ['target', record.target ?? 'none', wanted.target ?? 'none'],
    ['name', record.name, wanted.name],
    ['config', record.configPath, record.configPath === undefined ? undefined : wanted.configPath],
  ] as const;
  for (const [what, found, mine] of expected) {
    if (found !== mine && mine !== undefined)
      throw new UserError(`it is of the ${what} ${String(found)}, this build is of ${mine}`);
  }
}
