import { DRIVERS } from '../assembler/engines/list.ts';
import { messageOf } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { lockWorkDir } from '../runner/lock.ts';
import { endRun } from './end-run.ts';
import { giveBack } from './give-back.ts';
import { sweep } from './sweep.ts';

/** Names of the states the main step leaves for post; the runner hands them on as STATE_<name>. */
export const STATE = {
  program: 'engineProgram',
  runId: 'runId',
  workDir: 'workDir',
  cache: 'cache',
} as const;

/**
 * Removes what a cancelled or killed main step left behind: what it ran, found by the id of its run, then the
 * semaphores and temporary files in its work directory, which is handed back first. Called by the post step: it only
 * warns.
 */
export async function cleanUp(env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  const name = env[`STATE_${STATE.program}`] ?? '';
  const runId = env[`STATE_${STATE.runId}`] ?? '';
  const workDir = env[`STATE_${STATE.workDir}`] ?? '';
  const driver = DRIVERS.find((one) => one.name === name);
  if (driver === undefined || runId === '') return;
  try {
    const removed = await endRun(driver, runId);
    const what = driver.contained ? 'container(s) or process(es)' : 'process(es)';
    if (removed > 0) log.info(`removed ${removed} ${what} the build had left running`);
    if (workDir === '') return;
    // Taking the lock removes that of a main step that was killed, and fails where another build is at work.
    const lock = await lockWorkDir(workDir, runId);
    await giveBack(workDir, log);
    await sweep(workDir, log);
    await lock.release();
  } catch (error) {
    log.warning(`what the build left could not be removed: ${messageOf(error)}`);
  }
}
