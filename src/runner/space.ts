import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { ImageKind } from '../inputs/choices.ts';

/** Bytes of a GiB. */
export const GIB = 1024 ** 3;

/** Free room in one place, against what the job needs there. All sizes in bytes. */
export interface SpaceFinding {
  readonly path: string;
  readonly free: number;
  /** Less is an error: the job cannot end well. */
  readonly least: number;
  /** Less is a warning: an image of oVirt's size may not fit. */
  readonly wanted: number;
}

/**
 * What a build needs in the work directory. The figures come from public reports on builds of this size: the cache
 * disk grows to about four and a half times the tree, and the two disk images a live ISO is made from stay
 * uncompressed.
 *
 * UNVERIFIED: the 40 GiB for a tree of oVirt's size (assembler.md, section 4.4).
 */
export function workSpace(images: readonly ImageKind[]): { least: number; wanted: number } {
  const disks = images.some((image) => image.startsWith('live-') || image === 'metal');
  return disks ? { least: 6 * GIB, wanted: 40 * GIB } : { least: 3 * GIB, wanted: 15 * GIB };
}

/** Room the engine needs for the layers of the assembler while it pulls. */
export const PULL_SPACE = { least: 1 * GIB, wanted: 6 * GIB } as const;

/** Free bytes for an ordinary user at `path`, or at its nearest parent that exists. */
export async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(nearest(path));
  return bavail * bsize;
}

/** Magic number of overlayfs (linux/magic.h). */
const OVERLAYFS = 0x794c7630;

/** True when `path`, or its nearest parent that exists, lies on the layered file system of a container. */
export async function isLayered(path: string): Promise<boolean> {
  return (await statfs(nearest(path))).type === OVERLAYFS;
}

function nearest(path: string): string {
  let existing = path;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  return existing;
}

/** Memory of the machine in MiB. */
export function totalMemoryMiB(): number {
  return Math.floor(totalmem() / 1024 ** 2);
}
