import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { readMeta, readPackageTuples, type BuildMeta, type MetaImage } from '../images/meta.ts';
import { META_KEYS } from '../images/names.ts';
import type { BuildFacts, ImageFacts } from './facts.ts';

/**
 * Facts of a build whose meta.json and commitmeta.json are there: a directory of `builds/ID/ARCH`, or a copy of these
 * two. What it was made from is in neither.
 *
 * @throws UserError naming the file
 */
export async function readBuildFacts(dir: string): Promise<BuildFacts> {
  const [meta, packages] = await Promise.all([readMeta(dir), readPackageTuples(dir)]);
  return {
    buildId: meta.buildId,
    name: meta.name,
    ostreeCommit: meta.ostreeCommit,
    ...(meta.ref === undefined ? {} : { ref: meta.ref }),
    packages,
    images: await imagesOf(dir, meta),
  };
}

/** Of the images meta.json lists, those this program has a name for. */
async function imagesOf(dir: string, meta: BuildMeta): Promise<ImageFacts[]> {
  return await Promise.all(
    Object.entries(META_KEYS).flatMap(([kind, key]) => {
      const image = meta.images.get(key);
      return image === undefined ? [] : [withSize(dir, kind, image)];
    }),
  );
}

/** Live images have no size in meta.json; the file has one, where it is still there. */
async function withSize(dir: string, kind: string, { path, sha256, size }: MetaImage): Promise<ImageFacts> {
  const known = size ?? (await lstat(join(dir, path)).catch(() => undefined))?.size;
  return { kind, sha256, ...(known === undefined ? {} : { size: known }) };
}
