import type { PublicKey, Subkey } from 'openpgp';
import { readPublicKey, type KeyMaterial } from './public-key.ts';

/** A key, or a subkey of one, that was given to check signatures with. */
export interface Signer {
  /** 16 lower-case hex digits. */
  readonly keyId: string;
  readonly fingerprint: string;
  /** undefined for an algorithm that does not sign or is not known. */
  readonly material: KeyMaterial | undefined;
  /** Why its signatures do not count, or undefined. Being expired is no reason: it is told. */
  unusable(): Promise<string | undefined>;
  /** When it stops to be valid; undefined for never, and for a key that does not say in a form that can be read. */
  expires(): Promise<Date | undefined>;
}

/** The keys and all their subkeys. */
export function signersOf(keys: readonly PublicKey[]): Signer[] {
  return keys.flatMap((key) => [primary(key), ...key.getSubkeys().map((subkey) => ofSubkey(key, subkey))]);
}

function primary(key: PublicKey): Signer {
  return {
    ...identity(key),
    unusable: async () => ((await isRevoked(key)) ? 'it is revoked' : undefined),
    expires: async () => dateOf(await key.getExpirationTime(undefined, await tolerant())),
  };
}

function ofSubkey(key: PublicKey, subkey: Subkey): Signer {
  return {
    ...identity(subkey),
    unusable: async () => {
      if (await isRevoked(key)) return 'its primary key is revoked';
      try {
        // Anybody can put a subkey into a file: it counts when the primary key signed it for signing, and it the key.
        await key.getSigningKey(subkey.getKeyID(), null, {}, await tolerant());
        return undefined;
      } catch (error) {
        return `it is no signing key of ${key.getKeyID().toHex()}: ${error instanceof Error ? error.message : ''}`;
      }
    },
    expires: async () => {
      const config = await tolerant();
      const dates = [
        dateOf(await key.getExpirationTime(undefined, config)),
        dateOf(await subkey.getExpirationTime(undefined, config)),
      ];
      return dates.filter((date) => date !== undefined).sort((left, right) => +left - +right)[0];
    },
  };
}

function identity(key: PublicKey | Subkey): Pick<Signer, 'keyId' | 'fingerprint' | 'material'> {
  return {
    keyId: key.getKeyID().toHex(),
    fingerprint: key.getFingerprint(),
    material: readPublicKey(Buffer.from(key.keyPacket.write())),
  };
}

async function isRevoked(key: PublicKey): Promise<boolean> {
  return await key.isRevoked(undefined, undefined, undefined, await tolerant());
}

function dateOf(time: Date | number | null): Date | undefined {
  return time instanceof Date ? time : undefined;
}

/** Old keys certified themselves with what is weak today; that is reported, and no reason to take them for broken. */
async function tolerant() {
  const { config } = await import('openpgp');
  return {
    ...config,
    minRSABits: 0,
    allowMissingKeyFlags: true,
    rejectHashAlgorithms: new Set<never>(),
    rejectPublicKeyAlgorithms: new Set<never>(),
    rejectCurves: new Set<never>(),
  };
}
