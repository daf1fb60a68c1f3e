import type { ImageKind } from '../inputs/choices.ts';

/** What the names of a build's files are made of. */
export interface NameParts {
  readonly name: string;
  readonly buildId: string;
  /** Left out of the names when the build has no target. */
  readonly target: string | undefined;
  readonly arch: string;
}

const SUFFIXES: Readonly<Record<ImageKind, (arch: string) => string>> = {
  'live-iso': (arch) => `live.${arch}.iso`,
  'commit-tarball': (arch) => `ostree.${arch}.tar`,
  metal: (arch) => `metal.${arch}.raw`,
  'live-kernel': (arch) => `live-kernel.${arch}`,
  'live-initramfs': (arch) => `live-initramfs.${arch}.img`,
  'live-rootfs': (arch) => `live-rootfs.${arch}.img`,
  'oci-archive': (arch) => `ostree.${arch}.ociarchive`,
};

/** Keys of `images` in meta.json; the commit tarball is ours and in none. */
export const META_KEYS: Readonly<Partial<Record<ImageKind, string>>> = {
  'live-iso': 'live-iso',
  metal: 'metal',
  'live-kernel': 'live-kernel',
  'live-initramfs': 'live-initramfs',
  'live-rootfs': 'live-rootfs',
  'oci-archive': 'ostree',
};

/**
 * File name of an image. A directly uploaded artifact is named after its file, so a matrix over targets and
 * architectures must not meet: both are in the name.
 */
export function imageFileName(kind: ImageKind, { name, buildId, target, arch }: NameParts): string {
  return [name, buildId, ...(target === undefined ? [] : [target]), SUFFIXES[kind](arch)].join('-');
}
