import { messageOf, UserError } from '../errors.ts';

/** The values of `failure-signature` for a disk that takes nothing more; the first is that of the steps too. */
export const NO_SPACE = 'no-space';
export const READ_ONLY = 'read-only-disk';

/** What is said of an error of the system, by its code; the fix goes on with which disk. */
const DISK_ERRORS: Readonly<
  Record<string, { readonly signature: string; readonly fix: string; readonly disk: string }>
> = {
  ENOSPC: { signature: NO_SPACE, fix: 'free some space, or', disk: 'a larger disk' },
  EDQUOT: { signature: NO_SPACE, fix: 'free some space, raise the quota, or', disk: 'another disk' },
  EROFS: { signature: READ_ONLY, fix: '', disk: 'a disk that can be written to' },
};

/**
 * Makes of an error of the system about a disk one a person can do something about.
 *
 * @param choose how another disk is chosen, before its name.
 * @returns undefined when it is another error, or has been explained already.
 */
export function asDiskError(error: unknown, choose = 'work (or point TMPDIR) on'): UserError | undefined {
  if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) return undefined;
  const known = DISK_ERRORS[String(error.code)];
  if (known === undefined) return undefined;
  const { signature, fix, disk } = known;
  return new UserError(`${messageOf(error)}; ${`${fix} ${choose} ${disk}`.trim()}`, {
    cause: error,
    failure: { class: 'environment', signature },
  });
}
