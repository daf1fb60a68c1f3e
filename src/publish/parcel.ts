import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';

/** What is brought to the artifact service under one name. */
export interface Parcel {
  /** Of the artifact. */
  readonly name: string;
  readonly files: readonly string[];
  readonly root: string;
  /** Set for a file that goes up as it is; everything else is zipped, with a digest nobody knows beforehand. */
  readonly single?: { readonly path: string; readonly size: number; readonly sha256: string };
}

/** How many names a parcel is brought under until it is given up. */
export const NAMES = 3;

/**
 * The name of a parcel's nth delivery, from 1: its own, then `node.retry.iso`, `node.retry2.iso`, which are taken
 * when an unfinished upload holds the one before.
 */
export function nthName({ name, single }: Pick<Parcel, 'name' | 'single'>, nth: number): string {
  if (nth === 1) return name;
  const extension = single === undefined ? '' : extname(name);
  const stem = name.slice(0, name.length - extension.length);
  return `${stem}.retry${nth === 2 ? '' : nth - 1}${extension}`;
}

/** All names a bundle may have gone up under. */
export function bundleNames(name: string): [string, ...string[]] {
  return [name, ...Array.from({ length: NAMES - 1 }, (_item, index) => nthName({ name }, index + 2))];
}

/** Runs `body` with the same content under another name. The client names a file by its path, so a link bears it. */
export async function holdUnder<T>(
  name: string,
  parcel: Parcel,
  body: (parcel: Parcel) => Promise<T>,
): Promise<T> {
  if (name === parcel.name) return await body(parcel);
  if (parcel.single === undefined) return await body({ ...parcel, name });
  const root = await mkdtemp(join(dirname(parcel.single.path), '.upload-'));
  try {
    const link = join(root, name);
    await symlink(parcel.single.path, link);
    return await body({ ...parcel, name, files: [link], root });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Ends an error: nothing that was built is lost by an upload that failed. */
export function kept({ single }: Parcel): string {
  return single === undefined ? '' : `. The file is kept: ${single.path}`;
}
