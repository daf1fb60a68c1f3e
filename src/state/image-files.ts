import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordedImage } from '../build-record/record.ts';
import { sha256Of } from '../images/digest.ts';

/** Path of an image of an earlier build in a directory; undefined when it is not there, or is another file. */
export async function imageFile(
  { file, size, sha256 }: RecordedImage,
  dir: string,
): Promise<string | undefined> {
  const path = join(dir, file);
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || !info.isFile() || info.size !== size) return undefined;
  return (await sha256Of(path)) === sha256 ? path : undefined;
}

/** Why the images of an earlier build cannot be counted on, one text each, where only files of this machine count. */
export async function lostFiles(
  images: readonly RecordedImage[],
  kinds: readonly string[],
  dir: string,
): Promise<string[]> {
  const lost: string[] = [];
  for (const kind of kinds) {
    const image = images.find((entry) => entry.kind === kind);
    if (image === undefined) lost.push(`it has no ${kind}`);
    else if ((await imageFile(image, dir)) === undefined) lost.push(`its ${kind} is not in ${dir}`);
  }
  return lost;
}
