import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../must.ts';

/** An OCI archive, and the blobs in it. */
export interface OciArchive {
  readonly path: string;
  /** `sha256:…` of its manifest. */
  readonly digest: string;
  readonly config: Buffer;
  readonly layer: Buffer;
}

/** `sha256:…` of a blob. */
export function digestOf(content: Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/**
 * Makes an archive of the shape the assembler's has: one image with one layer that is not compressed.
 *
 * @param change is what is done to the layer's bytes after their digest was taken.
 */
export async function makeOciArchive(
  dir: string,
  name: string,
  change: (layer: Buffer) => Buffer = (layer) => layer,
): Promise<OciArchive> {
  const layout = join(dir, `${name}.dir`);
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  await mkdir(join(dir, `${name}.files`, 'sysroot'), { recursive: true });
  await writeFile(join(dir, `${name}.files`, 'sysroot', 'data'), randomBytes(200_000));
  const layerFile = join(dir, `${name}.layer.tar`);
  await must(['tar', '-C', join(dir, `${name}.files`), '-cf', layerFile, '.']);
  const layer = await readFile(layerFile);
  const keep = async (content: Buffer, stored = content): Promise<{ digest: string; size: number }> => {
    const digest = digestOf(content);
    await writeFile(join(layout, 'blobs', 'sha256', digest.slice('sha256:'.length)), stored);
    return { digest, size: content.length };
  };
  const layerBlob = await keep(layer, change(layer));
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: { Labels: { 'ostree.commit': 'c'.repeat(64) } },
      rootfs: { type: 'layers', diff_ids: [layerBlob.digest] },
    }),
  );
  const type = 'application/vnd.oci.image';
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: `${type}.manifest.v1+json`,
      config: { mediaType: `${type}.config.v1+json`, ...(await keep(config)) },
      layers: [{ mediaType: `${type}.layer.v1.tar`, ...layerBlob }],
    }),
  );
  const kept = await keep(manifest);
  await writeFile(
    join(layout, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType: `${type}.manifest.v1+json`, ...kept }] }),
  );
  await writeFile(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  const path = join(dir, `${name}.ociarchive`);
  await must(['tar', '-C', layout, '-cf', path, '.']);
  await rm(layout, { recursive: true });
  return { path, digest: kept.digest, config, layer };
}
