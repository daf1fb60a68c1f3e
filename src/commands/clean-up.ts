import { DRIVERS } from '../assembler/engines/list.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { run } from '../process/run.ts';

/** Names of the states the main step leaves for post; the runner hands them on as STATE_<name>. */
export const STATE = { program: 'engineProgram', runId: 'runId', giveBack: 'giveBack' } as const;

/**
 * Removes what a cancelled or killed main step left running, found by the id of its run, and hands the work directory
 * back where that is still to be done. Called by the post step: it only warns.
 */
export async function cleanUp(env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const name = env[`STATE_${STATE.program}`] ?? '';
  const runId = env[`STATE_${STATE.runId}`] ?? '';
  const driver = DRIVERS.find((one) => one.name === name);
  if (driver === undefined || runId === '') return;
  try {
    const count = await driver.removeRun(runId);
    const what = driver.contained ? 'container(s)' : 'process(es)';
    if (count > 0) log.info(`removed ${count} ${what} the build had left running`);
    const [program, ...args] = giveBackOf(env[`STATE_${STATE.giveBack}`] ?? '');
    if (program === undefined) return;
    const { exitCode, stderr } = await run([program, ...args]);
    if (exitCode !== 0) throw new Error(`the work directory could not be handed back: ${stderr.trim()}`);
    log.info('handed the work directory back');
  } catch (error) {
    log.warning(`the build could not be cleaned up after: ${messageOf(error)}`);
  }
}

/** An argument vector, as {@link STATE.giveBack} holds it; empty when there is nothing to be done. */
function giveBackOf(text: string): string[] {
  if (text === '') return [];
  const argv: unknown = JSON.parse(text);
  return Array.isArray(argv) && argv.every((word) => typeof word === 'string') ? argv : [];
}
