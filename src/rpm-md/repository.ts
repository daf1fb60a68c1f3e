import { createHash } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { checksumOf, type Checksum } from './checksum.ts';
import {
  fetchLarge,
  joinAddress,
  LARGE_LIMIT,
  localFile,
  localPath,
  readSmall,
  type FetchContext,
} from './fetch.ts';
import { fromMirrors } from './from-mirrors.ts';
import { mirrorsOf } from './mirrors.ts';
import { parseRepomd, type MetadataFile, type Repomd } from './repomd.ts';
import type { RepositoryDefinition } from './types.ts';

/** A repository whose repomd.xml was read. */
export interface OpenRepository {
  readonly id: string;
  /** The mirror that sent repomd.xml first. */
  readonly bases: readonly string[];
  readonly repomd: Repomd;
  /** sha256 of repomd.xml: it changes whenever anything in the repository does, or is only listed anew. */
  readonly revision: string;
}

const REPOMD = 'repodata/repomd.xml';

/** Finds a repository and reads its repomd.xml. @throws UserError, or UncheckedError when it cannot be reached from here */
export async function openRepository(
  definition: RepositoryDefinition,
  variables: Readonly<Record<string, string>>,
  context: FetchContext,
): Promise<OpenRepository> {
  const { bases, checksums } = await mirrorsOf(definition, variables, context);
  const { id } = definition;
  const found = await fromMirrors(`${id}: ${REPOMD}`, bases, REPOMD, context, async (base) => {
    const content = await readSmall(joinAddress(base, REPOMD), context);
    checkRepomd(content, checksums);
    const revision = createHash('sha256').update(content).digest('hex');
    return { base, repomd: parseRepomd(content), revision };
  });
  return {
    id,
    bases: [found.base, ...bases.filter((base) => base !== found.base)],
    repomd: found.repomd,
    revision: found.revision,
  };
}

function checkRepomd(content: Buffer, checksums: readonly Checksum[]): void {
  const fits = checksums.some(
    ({ algorithm, hex }) => createHash(algorithm).update(content).digest('hex') === hex,
  );
  if (checksums.length > 0 && !fits) {
    throw new UserError('it is none of those the metalink describes: altered, or older than it should be');
  }
}

/** Files that are being fetched, by where they go: architectures share what is the same for all of them. */
const underWay = new Map<string, Promise<string>>();

/**
 * A file of metadata whose checksum is right: from the cache, from this machine, or fetched into the cache.
 *
 * @returns its path.
 * @throws UserError
 */
export async function metadataFile(
  repository: OpenRepository,
  file: MetadataFile,
  context: FetchContext,
): Promise<string> {
  const kept = join(context.cacheDir, `${file.checksum.algorithm}-${file.checksum.hex}`);
  const running = underWay.get(kept);
  if (running !== undefined) return await running;
  const work = bring(repository, file, kept, context).finally(() => underWay.delete(kept));
  underWay.set(kept, work);
  return await work;
}

async function bring(
  { id, bases }: OpenRepository,
  file: MetadataFile,
  kept: string,
  context: FetchContext,
): Promise<string> {
  if (await isKept(kept, file)) {
    const now = new Date();
    await utimes(kept, now, now).catch(() => undefined);
    return kept;
  }
  if ((file.size ?? 0) > LARGE_LIMIT)
    throw new UserError(`${id}: ${file.href} has ${file.size} bytes, more than ${LARGE_LIMIT} are not read`);
  return await fromMirrors(`${id}: ${file.href}`, bases, file.href, context, async (base) => {
    const address = joinAddress(base, file.href);
    const local = localPath(address);
    if (local === undefined) {
      await fetchLarge(address, kept, file.size, async (part) => await checkFile(part, file), context);
      return kept;
    }
    const { size } = await localFile(local, context);
    if (file.size !== undefined && size !== file.size)
      throw new UserError(`has ${size} bytes, repomd.xml says ${file.size}: cut off, or altered`);
    await checkFile(local, file);
    return local;
  });
}

async function isKept(kept: string, file: MetadataFile): Promise<boolean> {
  try {
    await checkFile(kept, file);
    return true;
  } catch {
    return false; // not there, or damaged since
  }
}

async function checkFile(path: string, { checksum: { algorithm, hex } }: MetadataFile): Promise<void> {
  const found = await checksumOf(path, algorithm);
  if (found !== hex)
    throw new UserError(`its ${algorithm} is ${found}, repomd.xml says ${hex}: damaged, or altered`);
}
