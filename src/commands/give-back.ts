import { stat } from 'node:fs/promises';
import { driverOf } from '../assembler/engines/list.ts';
import { planGiveBack, type PlanRequest } from '../assembler/plan.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { messageOf } from '../errors.ts';
import { run } from '../process/run.ts';
import type { BuildContext } from './build-context.ts';

/** Hands the work directory back to whoever called. */
export type GiveBack = () => Promise<void>;

/**
 * The way back for a work directory that is about to get other owners. It is told to the context at once, so that
 * it can be gone even when this process is killed, and takes itself back once done.
 *
 * The returned function only warns: a build that succeeded stays one.
 */
export function prepareGiveBack(
  request: PlanRequest,
  { engine, log, runId }: StepRunner,
  { onOwners }: BuildContext,
): GiveBack {
  const step = planGiveBack(request);
  if (step === undefined) return async () => undefined;
  const name = `ovirt-node-image-${runId}-${step.id}`;
  const { argv, ...place } = driverOf(engine).command(engine, step.container, { name, runId });
  onOwners?.(argv);
  return async () => {
    try {
      const { exitCode, stderr } = await run(argv, place);
      if (exitCode !== 0) throw new Error(stderr.trim());
      onOwners?.([]);
    } catch (error) {
      log.warning(
        `work-dir: ${request.srvDir} could not be handed back whole (${messageOf(error)}); ` +
          'take it with `sudo chown -R`, or remove it with `sudo rm -rf`',
      );
    }
  };
}

/** True where another user owns the directory: a run that was killed could not hand it back. */
export async function isForeign(directory: string): Promise<boolean> {
  return (await stat(directory)).uid !== process.getuid?.();
}
