import { copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CollectedImage } from '../images/collect.ts';

/** What goes into the metadata bundle besides the digests of the images. */
export interface MetadataRequest {
  /** Directory of meta.json. */
  readonly buildDir: string;
  readonly arch: string;
  readonly manifest: string;
  readonly images: readonly CollectedImage[];
  /** Directory the bundle is laid out in; emptied first. */
  readonly outDir: string;
}

/**
 * Lays out the small files that say what a build is: meta.json, commitmeta.json, the lock file it generated, the
 * object of its commit, the rendered manifest and SHA256SUMS (the format `sha256sum --check` reads).
 *
 * @returns their paths.
 */
export async function layOutMetadata(request: MetadataRequest): Promise<string[]> {
  await rm(request.outDir, { recursive: true, force: true });
  await mkdir(request.outDir, { recursive: true });
  const sums = join(request.outDir, 'SHA256SUMS');
  await writeFile(sums, request.images.map(({ sha256, path }) => `${sha256}  ${basename(path)}\n`).join(''));
  const wanted: [from: string, name: string][] = [
    [join(request.buildDir, 'meta.json'), 'meta.json'],
    [join(request.buildDir, 'commitmeta.json'), 'commitmeta.json'],
    [
      join(request.buildDir, `manifest-lock.generated.${request.arch}.json`),
      `manifest-lock.generated.${request.arch}.json`,
    ],
    [join(request.buildDir, 'ostree-commit-object'), 'ostree-commit-object'],
    [request.manifest, 'manifest.yaml'],
  ];
  const files = [sums];
  for (const [from, name] of wanted) {
    if ((await stat(from).catch(() => undefined)) === undefined) continue;
    await copyFile(from, join(request.outDir, name));
    files.push(join(request.outDir, name));
  }
  return files;
}
