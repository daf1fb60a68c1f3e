import { join } from 'node:path';
import { CHANGES_FILES, compareWithPrevious, writeChanges } from '../changes/report-changes.ts';
import { readBuildFacts } from '../changes/read-build.ts';
import { readRecordFacts } from '../changes/read-record.ts';
import type { Changes } from '../changes/changes.ts';
import type { BuildFacts } from '../changes/facts.ts';
import { checkLimits } from '../changes/limits.ts';
import { changesMarkdown } from '../changes/markdown.ts';
import { messageOf } from '../errors.ts';
import type { CollectedImage } from '../images/collect.ts';
import { buildDirectory, latestBuild, readMeta } from '../images/meta.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import { asPart } from '../report/failed-part.ts';
import type { BuildResult } from '../report/result.ts';
import type { BuildContext } from './build-context.ts';
import type { LookBack } from './look-back.ts';
import { readPackageSizes } from './package-sizes.ts';
import { metadataDir } from './publish.ts';
import { recordOfBuild, type RecordRequest } from './record-build.ts';

/** Bytes of the job summary the difference may take; issues take less, the summary has room for more. */
const SUMMARY_SHARE = 400_000;

/** Bytes of it for who is told of a failure, beside all else there is to say. */
const FAILURE_SHARE = 20_000;

/** Where builds lie. */
interface Places {
  /** The assembler's work directory. */
  readonly srvDir: string;
  /** The metadata of the last build that was published. */
  readonly published: string;
  readonly arch: string;
}

/**
 * The build a new one in the same work directory is compared with: the last that was published. One that failed a
 * limit does not count, or a second try would find nothing wrong. To be asked before the new build is made, which may
 * remove old ones.
 *
 * @returns undefined where there is none, or where it cannot be read, which is said.
 */
export async function previousInWorkDir(places: Places, log: Log): Promise<BuildFacts | undefined> {
  const { srvDir, arch } = places;
  try {
    const recorded = await readRecordFacts(places.published);
    if (recorded !== undefined) return recorded;
    const published = await readMeta(places.published).catch(() => undefined);
    const id = published?.buildId ?? (await latestBuild(srvDir, arch));
    if (id === undefined) return undefined;
    // The assembler keeps the last three builds.
    const facts = await readBuildFacts(buildDirectory(srvDir, id, arch)).catch(async (error: unknown) => {
      if (published === undefined) throw error;
      return await readBuildFacts(places.published);
    });
    return await withSizes(facts, srvDir);
  } catch (error) {
    log.notice(`the earlier build is not compared with: ${messageOf(error)}`);
    return undefined;
  }
}

/**
 * The build a new one is compared with: the one that was found, wherever it was, else what is in the work directory.
 *
 * @returns undefined where there is none, where none is wanted, and where it cannot be read, which is said.
 */
export async function previousFacts(
  { arch, workDir, previousBuild }: Pick<BuildInputs, 'arch' | 'workDir' | 'previousBuild'>,
  { previous }: Pick<LookBack, 'previous'>,
  srvDir: string,
  log: Log,
): Promise<BuildFacts | undefined> {
  if (previous !== undefined) return previous.record;
  if (previousBuild === 'none') return undefined;
  return await previousInWorkDir({ srvDir, published: metadataDir(workDir), arch }, log);
}

/** What is known of the build just made, whose images are nowhere but here yet. */
export async function currentFacts(
  request: RecordRequest,
  images: readonly CollectedImage[],
  srvDir: string,
): Promise<BuildFacts> {
  const here = images.map((image) => ({ ...image, artifact: undefined }));
  return await withSizes(await recordOfBuild(request, here), srvDir);
}

async function withSizes(facts: BuildFacts, srvDir: string): Promise<BuildFacts> {
  const packageSizes = await readPackageSizes(srvDir, facts.ostreeCommit ?? '');
  return packageSizes === undefined ? facts : { ...facts, packageSizes };
}

/**
 * Compares a build with the one before and holds it to its limits; nothing is published yet.
 *
 * @throws UserError for a limit that is not kept
 */
export async function judgeChanges(
  inputs: Pick<BuildInputs, 'failOnDowngrade' | 'maxIsoSize'>,
  { previous, current }: { readonly previous: BuildFacts | undefined; readonly current: BuildFacts },
  images: readonly CollectedImage[],
  { log, onChanges }: Pick<BuildContext, 'log' | 'onChanges'>,
): Promise<Changes | undefined> {
  const changes = compareWithPrevious(previous, current, log);
  if (changes !== undefined) onChanges?.(changesMarkdown(changes, FAILURE_SHARE));
  await asPart('limits', () => {
    checkLimits(inputs, images, changes);
  });
  return changes;
}

/** Writes a difference into the metadata. @returns what the result of a build says of it, and the files */
export async function addChanges(
  changes: Changes | undefined,
  dir: string,
): Promise<{ readonly reported: BuildResult['changes']; readonly files: string[] }> {
  if (changes === undefined) return { reported: undefined, files: [] };
  const files = await writeChanges(changes, dir);
  const markdown = changesMarkdown(changes, SUMMARY_SHARE);
  return { reported: { changes, file: join(dir, CHANGES_FILES.json), markdown }, files };
}
