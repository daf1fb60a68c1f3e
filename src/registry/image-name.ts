import { registryOf } from '../assembler/pull-failures.ts';
import { isPinned, repositoryOf } from '../assembler/reference.ts';
import { UserError } from '../errors.ts';

/** A reference taken apart. */
export interface ImageName {
  /** As it was written. */
  readonly reference: string;
  /** `host[:port]`; `docker.io` for Docker Hub. */
  readonly registry: string;
  /** Path in the registry: `library/debian` for Docker Hub's own. */
  readonly repository: string;
  /** `latest` where none was written. */
  readonly tag: string;
  /** `sha256:…`, for a reference that names content. */
  readonly digest: string | undefined;
}

/** Other names under which engines know Docker Hub. */
const DOCKER_HUB = /^(?:index\.docker\.io|registry-1\.docker\.io)$/;

/** The one name of a registry: Docker Hub has several. */
export function registryName(host: string): string {
  return DOCKER_HUB.test(host) ? 'docker.io' : host;
}

/**
 * Takes a reference apart that checkImageReference let through.
 *
 * @throws UserError for a short name: each engine looks for it elsewhere.
 */
export function imageName(reference: string): ImageName {
  const written = registryOf(reference);
  if (written === '') {
    throw new UserError(
      `assembler-image: ${reference} names no registry, so that only the engine knows which image it means; ` +
        'write it with its registry: registry.example/name:tag',
    );
  }
  const registry = registryName(written);
  const full = repositoryOf(reference);
  const path = full.slice(written.length + 1);
  const tag = reference.replace(/@.*$/, '').slice(full.length + 1);
  return {
    reference,
    registry,
    repository: registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path,
    tag: tag === '' ? 'latest' : tag,
    digest: isPinned(reference) ? reference.slice(reference.indexOf('@') + 1) : undefined,
  };
}
