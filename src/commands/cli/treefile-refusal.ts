import { formatLocation, UserError } from '../../errors.ts';
import { cleanLine } from '../../log/clean.ts';
import { TreefileError } from '../../treefile/error.ts';

/**
 * Runs what reads treefiles; its refusals are told as rpm-ostree tells them, with the place in a line of its own.
 *
 * @throws UserError
 */
export function asRpmOstree<T>(body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    const words = error.upstream.split('\n').map(cleanLine).join('\n');
    const place = error.location === undefined ? '' : `\n --> ${cleanLine(formatLocation(error.location))}`;
    throw new UserError(`${words}${place}`, { cause: error });
  }
}
