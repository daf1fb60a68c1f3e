import type { PublicKey } from 'openpgp';
import { messageOf, UserError } from '../errors.ts';

/** Files with keys have a few KiB; in bytes. */
const FILE_LIMIT = 16 * 1024 * 1024;
const BLOCK = /-----BEGIN PGP ([A-Z ]+)-----[\s\S]*?-----END PGP \1-----/g;

/**
 * Reads public keys: armored or binary, any number in a file, with any text around armored ones. A key of a kind that
 * is not known is passed over when the file has others: files of distributions hold old and new ones side by side.
 *
 * @throws UserError that names the file, for one without a usable public key and for one with a private key.
 */
export async function readKeys(content: Buffer, name: string): Promise<PublicKey[]> {
  const refuse = (what: string, cause?: unknown): never => {
    throw new UserError(`${name}: ${what}; give the signer's public key, armored or binary`, { cause });
  };
  if (content.length > FILE_LIMIT) refuse(`has ${content.length} bytes, which is no key`);
  const { readKeys: read } = await import('openpgp');
  const blocks = [...content.toString('latin1').matchAll(BLOCK)];
  const kinds = blocks.map(([, kind = '']) => kind);
  if (kinds.some((kind) => kind.startsWith('PRIVATE')))
    refuse('holds a private key, which belongs nowhere near');
  const armored = blocks.filter((_, index) => kinds[index] === 'PUBLIC KEY BLOCK');
  if (armored.length === 0 && kinds.length > 0) refuse(`holds a PGP ${kinds[0] ?? ''}, not a public key`);
  const sources =
    armored.length > 0 ? armored.map(([block]) => ({ armoredKeys: block })) : [{ binaryKeys: content }];
  const keys: PublicKey[] = [];
  let problem: unknown;
  for (const source of sources) {
    try {
      const found = await ('armoredKeys' in source ? read(source) : read(source));
      if (found.some((key) => key.isPrivate())) refuse('holds a private key, which belongs nowhere near');
      keys.push(...found);
    } catch (error) {
      if (error instanceof UserError) throw error;
      problem = error;
    }
  }
  if (keys.length === 0) refuse(`not an OpenPGP public key: ${messageOf(problem)}`, problem);
  return keys;
}
