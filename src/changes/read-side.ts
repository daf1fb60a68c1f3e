import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageTuple } from '../build-record/record.ts';
import { UserError } from '../errors.ts';
import { parseEvr } from '../rpm-md/version.ts';
import { mergeLockfiles } from '../treefile/lockfile.ts';
import type { BuildFacts } from './facts.ts';
import { readBuildFacts } from './read-build.ts';
import { readRecordFacts } from './read-record.ts';

/**
 * Reads one side of a comparison: a directory with a build's metadata (record.json, or meta.json and commitmeta.json),
 * or a lock file.
 *
 * @param path as a person gave it.
 * @throws UserError naming the path, what is there, and what is expected
 */
export async function readSide(path: string): Promise<BuildFacts> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) throw new UserError(`${path}: not found; ${EXPECTED}`);
  if (info.isFile()) return readLock(path);
  const has = async (name: string): Promise<boolean> =>
    (await stat(join(path, name)).catch(() => undefined))?.isFile() === true;
  const recorded = await readRecordFacts(path);
  if (recorded !== undefined) return recorded;
  if (!(await has('meta.json'))) throw new UserError(`${path}: has no meta.json; ${EXPECTED}`);
  return await readBuildFacts(path);
}

const EXPECTED =
  'expected a directory builds/ID/ARCH, one with the metadata of a build, or a file such as manifest-lock.generated.x86_64.json';

/** The packages a lock file pins. */
function readLock(path: string): BuildFacts {
  const { packages } = mergeLockfiles([path]);
  return {
    packages: packages.map(({ name, evr, arch }): PackageTuple => {
      const { epoch, version, release } = parseEvr(evr);
      return [name, epoch, version, release, arch];
    }),
  };
}
