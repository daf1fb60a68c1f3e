import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDirectory, latestBuild, readMeta } from '../images/meta.ts';
import type { PreviousBuild } from './previous.ts';
import { stateFiles } from './state-files.ts';
import { RECORD_FILE } from '../build-record/record.ts';

/**
 * Puts an earlier build into the assembler's directory, as far as version numbers, the no-change answer and package
 * differences need it (assembler.md, section 5.3). Never more: a lock or semaphore of a run that is over would block
 * this one.
 *
 * UNVERIFIED: that the real assembler takes a build without its images for the previous one, as its own `buildfetch`
 * leaves it (assembler.md, section 5.4).
 */
export async function restoreState(
  { dir, record }: Pick<PreviousBuild, 'dir' | 'record'>,
  srvDir: string,
): Promise<void> {
  const builds = join(srvDir, 'builds');
  const target = buildDirectory(srvDir, record.buildId, record.arch);
  await mkdir(target, { recursive: true });
  for (const file of stateFiles(record.arch)) {
    const source = join(dir, file);
    if (file !== RECORD_FILE && existsSync(source)) await copyFile(source, join(target, file));
  }
  const list = {
    'schema-version': '1.0.0',
    builds: [{ id: record.buildId, arches: [record.arch] }],
    timestamp: record.finished.replace(/\.\d+Z$/, 'Z'),
  };
  await writeFile(join(builds, 'builds.json'), `${JSON.stringify(list, null, 4)}\n`);
  await symlink(record.buildId, join(builds, 'latest'));
}

/** Removes all builds of a work directory. */
export async function clearBuilds(srvDir: string): Promise<void> {
  await rm(join(srvDir, 'builds'), { recursive: true, force: true });
}

/** The newest build of a work directory. */
export interface LatestState {
  readonly id: string;
  /** Checksum of its OSTree commit. */
  readonly commit: string;
  /** Without its images, as {@link restoreState} leaves one. */
  readonly isBare: boolean;
}

/** The newest build of a work directory; undefined where there is none. */
export async function latestState(srvDir: string, arch: string): Promise<LatestState | undefined> {
  const id = await latestBuild(srvDir, arch);
  if (id === undefined) return undefined;
  const dir = buildDirectory(srvDir, id, arch);
  const { images, ostreeCommit } = await readMeta(dir);
  return {
    id,
    commit: ostreeCommit,
    isBare: ![...images.values()].some(({ path }) => existsSync(join(dir, path))),
  };
}
