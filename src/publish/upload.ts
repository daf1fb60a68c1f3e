import { access, constants, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { deliver } from './deliver.ts';
import type { UploadedArtifact, UploadOptions } from './types.ts';

/** A file that goes up as it is. */
export interface FileUpload {
  readonly path: string;
  /** Of the file, as computed before. */
  readonly sha256: string;
}

/** Several files in one zip. */
export interface BundleUpload {
  readonly name: string;
  readonly files: readonly string[];
  readonly root: string;
}

/**
 * Uploads a file under its own name, unzipped.
 *
 * @throws UserError when an artifact of this name with other content is there and `overwrite` is off, when the file
 * cannot be read, when what arrived is not the file, or when three tries failed. The signal's reason when it aborts.
 */
export async function uploadFile(
  { path, sha256 }: FileUpload,
  options: UploadOptions,
): Promise<UploadedArtifact> {
  const name = basename(path);
  const size = await sizeOfReadable(path);
  const started = performance.now();
  const artifact = await deliver(
    { name, files: [path], root: dirname(path), single: { path, size, sha256 } },
    options,
  );
  if (!artifact.reused) {
    const seconds = (performance.now() - started) / 1000;
    options.log.info(
      `${artifact.name}: ${(size / 1e6).toFixed(1)} MB in ${seconds.toFixed(1)} s, ${(size / 1e6 / seconds).toFixed(0)} MB/s`,
    );
  }
  return artifact;
}

/**
 * Uploads small files in one zip. An artifact of the same name is replaced when `overwrite` allows it.
 *
 * @throws UserError as {@link uploadFile}.
 */
export async function uploadBundle(
  { name, files, root }: BundleUpload,
  options: UploadOptions,
): Promise<UploadedArtifact> {
  await Promise.all(files.map(sizeOfReadable));
  return await deliver({ name, files, root }, options);
}

/** Bytes of a file. @throws UserError for what is no file or cannot be read: the client would end the process. */
async function sizeOfReadable(path: string): Promise<number> {
  try {
    await access(path, constants.R_OK);
    const info = await stat(path);
    if (info.isFile()) return info.size;
  } catch (error) {
    throw new UserError(`${path}: cannot be read, so it cannot be uploaded: ${messageOf(error)}`, {
      cause: error,
    });
  }
  throw new UserError(`${path}: is not a file, so it cannot be uploaded`);
}
