import type { Log } from '../log/log.ts';
import { clearLeftovers } from '../runner/leftovers.ts';

/**
 * Clears a work directory of what is in the way of the next build, once nothing of ours runs there. What cannot be
 * removed, such as files of another user, is warned about.
 */
export async function sweep(workDir: string, log: Log): Promise<void> {
  const stuck = await clearLeftovers(workDir);
  if (stuck.length > 0) {
    log.warning(`left by an earlier run and not to be removed by this user: ${stuck.join(', ')}`);
  }
}
