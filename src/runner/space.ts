import { existsSync, statSync } from 'node:fs';
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
  /** What needs it, for the warning: `a node with ovirt-host`. */
  readonly who: string;
  /** What to do where there is too little. */
  readonly fix: string;
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

/**
 * What an engine needs where it keeps images. The assembler's was 2.4 GB packed in 2021, and podman and docker unpack each
 * layer while others still come. One that is there already needs next to nothing, which is all that is insisted on.
 *
 * UNVERIFIED: the 10 GiB for the assembler of today (assembler.md, section 4.4).
 */
export const STORE_SPACE = { least: 1 * GIB, wanted: 10 * GIB } as const;

/** What the assembler's programs need in /var/tmp, where that is the machine's and no directory of the job's. */
export const VAR_TMP_SPACE = { least: 1 * GIB, wanted: 6 * GIB } as const;

/** The rooms of a machine a build uses. */
export interface Rooms {
  readonly workDir: string;
  readonly images: readonly ImageKind[];
  /** Where the engine keeps images, and what helps there; undefined where it keeps none or does not say. */
  readonly store: { readonly path: string; readonly advice: string } | undefined;
  /** Steps use the machine's own /var/tmp. */
  readonly varTmp: boolean;
}

/** Measures each room a build uses, and no other. */
export async function surveySpaces({ workDir, images, store, varTmp }: Rooms): Promise<SpaceFinding[]> {
  const who = 'a node with ovirt-host';
  const spaces: SpaceFinding[] = [
    {
      path: workDir,
      free: await freeBytes(workDir),
      ...workSpace(images),
      who,
      fix: 'free some, or point work-dir at a larger disk',
    },
  ];
  // What is not there is on the machine of a daemon that is elsewhere.
  if (store !== undefined && isHere(store.path))
    spaces.push({
      path: store.path,
      free: await freeBytes(store.path),
      ...STORE_SPACE,
      who: "the assembler's image",
      fix: store.advice,
    });
  if (varTmp)
    spaces.push({
      path: '/var/tmp',
      free: await freeBytes('/var/tmp'),
      ...VAR_TMP_SPACE,
      who,
      fix: "free some, or mount a larger disk there (`volumes:` of the job's `container:`)",
    });
  return spaces;
}

/** False where there is nothing; what only root may look at is there. */
function isHere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

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
