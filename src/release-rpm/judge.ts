import type { PublicKey } from 'openpgp';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { SignatureReport } from './types.ts';

/** Keys the package may be signed by, and what the person calls the value they were given with. */
export interface WantedKeys {
  readonly keys: readonly PublicKey[];
  readonly name: string;
}

/**
 * Says what the check of a package's signature means: with keys, anything but a signature by one of them is refused;
 * without, it is warned about.
 *
 * @throws UserError when a key was given and the package is not verified.
 */
export function judgeSignature(path: string, signature: SignatureReport, wanted: WantedKeys, log: Log): void {
  const by = signature.keyId ?? 'unknown';
  if (wanted.keys.length > 0) refuse(path, signature, wanted);
  if (signature.status === 'verified') {
    log.info(`${path}: signature of key ${by} verified`);
  } else if (signature.status === 'unsigned') {
    log.warning(`${path}: is not signed`);
  } else if (signature.status === 'unreadable') {
    log.warning(`${path}: has a signature that cannot be read and was not checked`);
  } else {
    log.warning(`${path}: signed by key ${by}, which was not checked; give its public key in ${wanted.name}`);
  }
  if (signature.weak === true) {
    log.warning(`${path}: its signature is no longer strong: ${signature.weakness ?? 'weak'}`);
  }
  if (signature.expired !== undefined) {
    log.warning(
      signature.signedLater === true
        ? `${path}: key ${by} expired on ${signature.expired}, before it was signed; give the signer's current key`
        : `${path}: key ${by} expired on ${signature.expired}; it was valid when the package was signed`,
    );
  }
}

function refuse(path: string, signature: SignatureReport, { keys, name }: WantedKeys): void {
  const by = signature.keyId ?? 'unknown';
  const given = keys
    .flatMap((key) => [key, ...key.getSubkeys()].map((part) => part.getKeyID().toHex()))
    .join(', ');
  switch (signature.status) {
    case 'verified':
      return;
    case 'unsigned':
      throw new UserError(`${path}: is not signed; ${name} asks for a signature of ${given}`);
    case 'bad':
      throw new UserError(`${path}: its signature by key ${by} is wrong: ${signature.reason ?? 'altered'}`);
    case 'unreadable':
      throw new UserError(`${path}: its signature cannot be read; expected one of ${given}`);
    case 'no-key':
    case 'unknown-key':
      throw new UserError(`${path}: signed by key ${by}, ${name} holds ${given}: not one of them`);
    default:
      signature.status satisfies never;
  }
}
