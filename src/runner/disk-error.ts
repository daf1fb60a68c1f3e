import { UserError } from '../errors.ts';
import { diskUse } from './disk-use.ts';
import { asDiskError, NO_SPACE } from './disk-refusal.ts';

/**
 * Makes of an error of the system about a disk one a person can do something about, with what fills the work directory.
 * This program writes in many places; all of them can meet a full disk.
 *
 * @param workDir its largest folders are named.
 * @returns the error itself when it is another, or has been explained already.
 */
export async function explainDiskError(error: unknown, workDir: string): Promise<unknown> {
  const explained = asDiskError(error, 'point work-dir at');
  if (explained === undefined) return error;
  const use = explained.failure?.signature === NO_SPACE ? await diskUse(workDir) : [];
  return new UserError([explained.message, ...use].join('\n'), {
    cause: error,
    ...(explained.failure === undefined ? {} : { failure: explained.failure }),
  });
}
