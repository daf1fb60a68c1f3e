import { createHash } from 'node:crypto';
import { isDigest } from '../assembler/reference.ts';
import { UserError } from '../errors.ts';
import { isObject } from '../json.ts';

/** Kinds of lists, of which an engine takes the one image that fits. */
const LISTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const SINGLE = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** What a request for a manifest says it understands; docker's first schema has no digest of its own bytes. */
export const ACCEPT = [...LISTS, ...SINGLE].join(', ');

/** Most registries take 4 MiB as the limit of a manifest; the engines refuse longer ones too. */
export const MANIFEST_LIMIT = 4 * 1024 * 1024;

/** Names of the architectures in lists, by rpm's. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

/** Variants podman accepts, in the order it prefers them. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = { arm64: ['v8', ''] };

/** `list`, `single` or undefined for a media type that is no image. */
export function manifestKind(mediaType: string): 'list' | 'single' | undefined {
  const bare = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (LISTS.includes(bare)) return 'list';
  return SINGLE.includes(bare) ? 'single' : undefined;
}

/** `sha256:` of a manifest's bytes, as they came. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * Reads a manifest.
 *
 * @param mediaType of the answer; the manifest's own counts first, it is what the digest covers.
 * @param arch rpm's name.
 * @returns the digest of the image for `arch`: of the bytes themselves, or of the entry in a list.
 * @throws UserError for bytes that are no manifest, and for a list without that architecture.
 */
export function imageIn(bytes: Uint8Array, mediaType: string, arch: string): string {
  const parsed = parseManifest(bytes);
  const own = typeof parsed['mediaType'] === 'string' ? parsed['mediaType'] : mediaType;
  const kind = manifestKind(own);
  if (kind === 'single') return digestOf(bytes);
  if (kind === undefined) {
    throw new UserError(`the registry sent ${JSON.stringify(own)}, which is no manifest of an image`);
  }
  const entries = Array.isArray(parsed['manifests']) ? parsed['manifests'].filter(isObject) : [];
  const architecture = ARCHITECTURES[arch] ?? arch;
  for (const variant of VARIANTS[architecture] ?? ['']) {
    const found = entries.find(({ platform }) => {
      if (!isObject(platform)) return false;
      const { os, architecture: named, variant: given = '' } = platform;
      return os === 'linux' && named === architecture && given === variant;
    });
    const digest = found?.['digest'];
    if (typeof digest === 'string' && isDigest(digest)) return digest;
    if (found !== undefined) throw new UserError('the list of images names no sha256 digest');
  }
  throw new UserError(
    `there is no such image for linux/${architecture}; take an image that is made for it, or a runner of another architecture`,
  );
}

function parseManifest(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (isObject(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw new UserError('the registry sent no manifest of an image: a login page, or no registry?');
}
