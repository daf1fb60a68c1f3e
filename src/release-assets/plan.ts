import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../errors.ts';

/** What a release takes: a file must be smaller than 2 GiB, and there may be a thousand of them (GitHub's manual). */
export interface AssetLimits {
  /** Bytes; a file that has as many is split. */
  readonly file: number;
  /** Bytes of each part but the last. */
  readonly part: number;
  readonly count: number;
}

export const RELEASE_LIMITS: AssetLimits = { file: 2 ** 31, part: 2000 * 2 ** 20, count: 1000 };

/** A piece of a file that is an asset of its own. */
export interface AssetPart {
  /** Name of the asset. */
  readonly name: string;
  /** First byte of the file that belongs to it. */
  readonly start: number;
  /** Bytes. */
  readonly size: number;
}

/** A file of a release. */
export interface PlannedFile {
  /** Absolute path. */
  readonly path: string;
  /** The same every night, so that its address is. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** One with the file's own name, or several. */
  readonly parts: readonly [AssetPart, ...AssetPart[]];
}

/**
 * Decides which assets a release has. A build's id is taken out of the names, and the mark of an upload that took
 * another: an address has to be the same every night.
 *
 * @param buildId empty to keep the names as they are.
 * @throws UserError for files that cannot be assets of one release.
 */
export async function planAssets(
  paths: readonly string[],
  buildId: string,
  limits: AssetLimits = RELEASE_LIMITS,
): Promise<PlannedFile[]> {
  const files: PlannedFile[] = [];
  for (const path of paths) {
    const info = await stat(path).catch(() => undefined);
    if (info === undefined || !info.isFile())
      throw new UserError(`release-files: there is no file ${path}; give the files of the release`);
    if (info.size === 0)
      throw new UserError(`release-files: ${path} is empty, which no asset of a release may be`);
    const name = stableName(basename(path), buildId);
    files.push({ path, name, size: info.size, parts: partsOf(name, info.size, limits) });
  }
  const names = files.flatMap(({ name, parts }) => [name, ...parts.slice(1).map((part) => part.name)]);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new UserError(`release-files: two files would be named ${twice} in the release; leave one out`);
  const count = files.flatMap(({ parts }) => parts).length;
  if (count > limits.count)
    throw new UserError(
      `release-files: ${count} assets, and a release takes ${limits.count}; leave some out`,
    );
  return files;
}

/** What an upload that took another name has put before the extension; see docs/artifacts.md. */
const RETRIED = /\.retry\d*(?=\.[^.]*$)/;

/** GitHub makes dots of what else stands in a name; what it would make of it must be known beforehand. */
function stableName(name: string, buildId: string): string {
  const stable = buildId === '' ? name : name.replace(`-${buildId}`, '').replace(RETRIED, '');
  if (!/^[A-Za-z0-9][\w.+-]*$/.test(stable))
    throw new UserError(
      `release-files: the name ${JSON.stringify(name)} is none for an asset, expected letters, digits and . _ + -`,
    );
  return stable;
}

function partsOf(name: string, size: number, limits: AssetLimits): [AssetPart, ...AssetPart[]] {
  if (size < limits.file) return [{ name, start: 0, size }];
  const count = Math.ceil(size / limits.part);
  const part = (index: number): AssetPart => {
    const start = index * limits.part;
    // Two digits, so that a shell's * has them in their order.
    const number = String(index + 1).padStart(2, '0');
    return { name: `${name}.part${number}`, start, size: Math.min(limits.part, size - start) };
  };
  return [part(0), ...Array.from({ length: count - 1 }, (_item, index) => part(index + 1))];
}
