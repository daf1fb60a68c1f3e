import { copyFile, link, lstat, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { ImageKind } from '../inputs/choices.ts';
import { sha256Of } from './digest.ts';
import { checkBootableIso } from './iso.ts';
import type { BuildMeta } from './meta.ts';
import { imageFileName, META_KEYS, type NameParts } from './names.ts';

/** An image that was asked for, found and verified. */
export interface CollectedImage {
  readonly kind: ImageKind;
  /** Absolute, named for publication. */
  readonly path: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Where images come from and go to. */
export interface CollectRequest {
  readonly meta: BuildMeta;
  /** Directory of meta.json. */
  readonly buildDir: string;
  /** The tarball the pack step left. */
  readonly tarball: string;
  readonly imagesDir: string;
  readonly kinds: readonly ImageKind[];
  readonly names: NameParts;
}

/**
 * Finds the images through meta.json, never by their names, compares each with the digest the assembler recorded
 * and gives it the name it is published under.
 *
 * @throws UserError for an image that was asked for and is not there, or is not what meta.json says.
 */
export async function collectImages(request: CollectRequest): Promise<CollectedImage[]> {
  await mkdir(request.imagesDir, { recursive: true });
  const collected: CollectedImage[] = [];
  // One after the other: hashing is bound by the disk, and the first damaged image should be the one reported.
  for (const kind of request.kinds) {
    const path = join(request.imagesDir, imageFileName(kind, request.names));
    const key = META_KEYS[kind];
    if (key === undefined) {
      // An unchanged build keeps the one it has.
      await rename(request.tarball, path).catch(async (error: unknown) => {
        await stat(path).catch(() => {
          throw error;
        });
      });
      collected.push({ kind, path, sha256: await sha256Of(path), size: (await stat(path)).size });
    } else {
      const { source, sha256 } = await verify(request, kind, key);
      await place(source, path);
      collected.push({ kind, path, sha256, size: (await stat(path)).size });
    }
    if (kind === 'live-iso') await checkBootableIso(path);
  }
  return collected;
}

async function verify(
  { meta, buildDir }: CollectRequest,
  kind: ImageKind,
  key: string,
): Promise<{ source: string; sha256: string }> {
  const image = meta.images.get(key);
  if (image === undefined) {
    const there = [...meta.images.keys()].join(', ');
    throw new UserError(
      `images: ${kind} was asked for, but ${meta.file} lists no ${key} (it has ${there === '' ? 'none' : there}); ` +
        'this assembler does not make it',
    );
  }
  const source = join(buildDir, image.path);
  // lstat: the container wrote this directory, and a link in it could point at any file of the machine.
  const info = await lstat(source).catch(() => undefined);
  if (info === undefined || !info.isFile()) {
    throw new UserError(`${meta.file}: images.${key}.path: there is no file ${source}`);
  }
  if (image.size !== undefined && image.size !== info.size) {
    throw new UserError(`${source}: has ${info.size} bytes, ${meta.file} says ${image.size}`);
  }
  const found = await sha256Of(source);
  if (found !== image.sha256) {
    throw new UserError(
      `${source}: sha256 is ${found}, ${meta.file} says ${image.sha256}: the file is damaged`,
    );
  }
  return { source, sha256: found };
}

/** A hard link costs nothing; another file system gets a copy (a clone where it can). */
async function place(source: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await link(source, path).catch(async () => {
    await copyFile(source, path);
  });
}
