import { createHash } from 'node:crypto';
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
 * @param arch rpm's name of the architecture a list has to have an image for.
 * @returns the digest of the bytes, of a list too: that is what the engines report of a pull.
 * @throws UserError for bytes that are no manifest, and for a list without that architecture.
 */
export function digestOfImage(bytes: Uint8Array, mediaType: string, arch: string): string {
  const parsed = parseManifest(bytes);
  const own = typeof parsed['mediaType'] === 'string' ? parsed['mediaType'] : mediaType;
  const kind = manifestKind(own);
  if (kind === undefined) {
    throw new UserError(`the registry sent ${JSON.stringify(own)}, which is no manifest of an image`);
  }
  const entries = Array.isArray(parsed['manifests']) ? parsed['manifests'].filter(isObject) : [];
  const architecture = ARCHITECTURES[arch] ?? arch;
  const isThere = entries.some(
    ({ platform }) =>
      isObject(platform) && platform['os'] === 'linux' && platform['architecture'] === architecture,
  );
  if (kind === 'list' && !isThere) {
    throw new UserError(
      `there is no such image for linux/${architecture}; take an image that is made for it, or a runner of another architecture`,
    );
  }
  return digestOf(bytes);
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
