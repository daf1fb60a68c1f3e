import { run } from '../process/run.ts';
import { RUN_LABEL } from './container.ts';

/**
 * Removes the containers of a run, found by its label; five seconds to end by themselves, then they are killed.
 *
 * @returns how many there were.
 */
export async function removeContainers(program: string, runId: string): Promise<number> {
  const listed = await run([program, 'ps', '--all', '--quiet', `--filter=label=${RUN_LABEL}=${runId}`]);
  const ids = listed.stdout.split('\n').filter((id) => /^[0-9a-f]{12,64}$/.test(id));
  for (const id of ids) await run([program, 'rm', '--force', '--time=5', id]);
  return ids.length;
}
