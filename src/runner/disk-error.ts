import { messageOf, UserError } from '../errors.ts';
import { diskUse } from './disk-use.ts';

/** The values of `failure-signature` for a disk that takes nothing more; the first is that of the steps too. */
export const NO_SPACE = 'no-space';
export const READ_ONLY = 'read-only-disk';

/** What is said of an error of the system, by its code. */
const DISK_ERRORS: Readonly<Record<string, { readonly signature: string; readonly fix: string }>> = {
  ENOSPC: { signature: NO_SPACE, fix: 'free some space, or point work-dir at a larger disk' },
  EDQUOT: { signature: NO_SPACE, fix: 'free some space, raise the quota, or point work-dir at another disk' },
  EROFS: { signature: READ_ONLY, fix: 'point work-dir at a disk that can be written to' },
};

/**
 * Makes of an error of the system about a disk one a person can do something about. This program writes in many places;
 * all of them can meet a full disk.
 *
 * @param workDir its largest folders are named.
 * @returns the error itself when it is another, or has been explained already.
 */
export async function explainDiskError(error: unknown, workDir: string): Promise<unknown> {
  if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) return error;
  const known = DISK_ERRORS[String(error.code)];
  if (known === undefined) return error;
  const use = known.signature === NO_SPACE ? await diskUse(workDir) : [];
  return new UserError([`${messageOf(error)}; ${known.fix}`, ...use].join('\n'), {
    cause: error,
    failure: { class: 'environment', signature: known.signature },
  });
}
