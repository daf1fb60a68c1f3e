import { UserError } from '../errors.ts';

const DOMAIN = String.raw`(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?`;
const PART = String.raw`[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*`;

/** `[host[:port]/]name[:tag][@digest]`, as the distribution project's reference grammar spells it. */
const REFERENCE = new RegExp(
  `^(?:${DOMAIN}/)?${PART}(?:/${PART})*` +
    String.raw`(?::[A-Za-z0-9_][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$`,
);

/**
 * Words podman takes for the place an image is read from instead of a registry; see containers-transports(5). Some of
 * them read directories or files of the machine.
 */
const TRANSPORT =
  /^(?:atomic|containers-storage|dir|docker|docker-archive|docker-daemon|oci|oci-archive|ostree|sif|tarball):/;

/** Refuses what is no name of an image in a registry. @throws UserError naming the input */
export function checkImageReference(text: string): void {
  if (REFERENCE.test(text) && !TRANSPORT.test(text)) return;
  throw new UserError(
    `assembler-image: found ${JSON.stringify(text)}, expected the name of an image in a registry, ` +
      'registry/name:tag or registry/name@sha256:… with 64 hex digits, and no transport in front',
  );
}

/**
 * Refuses what an image cannot be pushed to: it has to name its registry, or it would go to whichever one the machine
 * searches first, and a tag. @throws UserError naming the input
 */
export function checkPushReference(text: string): void {
  const [first = '', ...rest] = text.split('/');
  const named = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const tagged = /:[A-Za-z0-9_][\w.-]{0,127}$/.test(rest.join('/'));
  if (REFERENCE.test(text) && !TRANSPORT.test(text) && named && tagged && !text.includes('@')) return;
  throw new UserError(
    `push: found ${JSON.stringify(text)}, expected registry/name:tag, with the registry's host name and without a digest`,
  );
}

/** True when the reference names content and not a name that can move. */
export function isPinned(reference: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(reference);
}

/** True for `sha256:` and 64 hex digits. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** A reference without tag and digest. A colon before the last slash belongs to the registry's port. */
export function repositoryOf(reference: string): string {
  const bare = reference.replace(/@.*$/, '');
  const colon = bare.lastIndexOf(':');
  return colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare;
}
