import { isPinned } from '../assembler/reference.ts';
import { UserError } from '../errors.ts';
import { resolveDigest, type ResolveOptions } from '../registry/resolve.ts';
import { unknownPart } from './compare.ts';

/** Asks a registry for the digest of an image, as resolveDigest does. */
export type ResolveDigest = typeof resolveDigest;

/** How the registry is asked. */
export type AssemblerQuestion = ResolveOptions & {
  /** For tests; the default is {@link resolveDigest}. */
  readonly resolve?: ResolveDigest;
};

/** The part `assembler`: the digest the image has right now. One nobody can tell is unknown, and the log says why. */
export async function assemblerPart(
  reference: string,
  { resolve = resolveDigest, ...options }: AssemblerQuestion,
): Promise<string> {
  if (isPinned(reference)) return reference.slice(reference.lastIndexOf('@') + 1);
  try {
    return (await resolve(reference, options)).digest;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    options.log.notice(
      `skip-unchanged: the pull cannot be saved, the assembler's digest is not known before it: ${error.message}`,
    );
    return unknownPart('the registry could not be asked');
  }
}
