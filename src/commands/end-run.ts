import { namesOf, type EngineDriver } from '../assembler/engine.ts';
import { endProcesses } from '../assembler/engines/step-processes.ts';

/** How long a process of a run has between being asked to end and being made to, in ms. */
const PATIENCE_MS = 5000;

/**
 * Ends everything a run has left running: its containers, and beside them what it started on this machine itself, as
 * the machine an ISO is booted in.
 *
 * @returns how many there were of both.
 */
export async function endRun(
  driver: Pick<EngineDriver, 'contained' | 'removeRun'>,
  runId: string,
): Promise<number> {
  const removed = await driver.removeRun(runId);
  // Where no container is started, a run is its processes.
  if (!driver.contained) return removed;
  return removed + (await endProcesses((step) => step.startsWith(namesOf(runId)), PATIENCE_MS));
}
