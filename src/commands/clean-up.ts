import { messageOf } from '../errors.ts';
import { RUN_LABEL } from '../assembler/container.ts';
import type { Log } from '../log/log.ts';
import { run } from '../process/run.ts';

/** Names of the states the main step leaves for post; the runner hands them on as STATE_<name>. */
export const STATE = { program: 'engineProgram', runId: 'runId' } as const;

/**
 * Removes containers a cancelled or killed main step left behind; they are found by the label of its run. Called by
 * the post step: it only warns.
 */
export async function cleanUp(env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const program = env[`STATE_${STATE.program}`] ?? '';
  const runId = env[`STATE_${STATE.runId}`] ?? '';
  if (program === '' || runId === '') return;
  try {
    const listed = await run([program, 'ps', '--all', '--quiet', `--filter=label=${RUN_LABEL}=${runId}`]);
    const ids = listed.stdout.split('\n').filter((id) => /^[0-9a-f]{12,64}$/.test(id));
    for (const id of ids) await run([program, 'rm', '--force', '--time=5', id]);
    if (ids.length > 0) log.info(`removed ${ids.length} container(s) the build had left running`);
  } catch (error) {
    log.warning(`containers of the build could not be removed: ${messageOf(error)}`);
  }
}
