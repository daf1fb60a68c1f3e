import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { sha256 } from '../support/sha256.ts';
import type { ArtifactServiceLab } from './artifacts/service.ts';

/**
 * Downloads the artifact of a file and compares it with the file.
 *
 * @returns sha256 of both.
 * @throws Error when it cannot be downloaded, or is not the file.
 */
export async function compareUploaded(
  artifacts: Pick<ArtifactServiceLab, 'downloadUrl'>,
  path: string,
): Promise<string> {
  const name = basename(path);
  const response = await fetch(artifacts.downloadUrl(name));
  if (response.body === null || !response.ok)
    throw new Error(`${name} cannot be downloaded: ${response.status}`);
  const copy = createHash('sha256');
  for await (const chunk of response.body) copy.update(chunk);
  const digest = await sha256(path);
  if (copy.digest('hex') !== digest) throw new Error(`the uploaded ${name} is not the file`);
  return digest;
}
