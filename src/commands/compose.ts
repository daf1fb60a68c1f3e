import { join } from 'node:path';
import { planBuild, type PlanRequest } from '../assembler/plan.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { runSteps } from '../assembler/run-steps.ts';
import { UserError } from '../errors.ts';
import { latestBuild } from '../images/meta.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { SkipLevel } from '../report/skipped.ts';
import { noteLocalBuild } from '../state/local-build.ts';
import { latestState } from '../state/restore.ts';
import type { BuildContext } from './build-context.ts';
import type { LookBack } from './look-back.ts';
import { secondLevel } from './skip-build.ts';

/**
 * The steps up to the commit.
 *
 * @returns the build they led to, which is an earlier one when nothing had changed; or the level at which it showed that
 * an earlier build that is not here will do.
 */
export async function compose(
  inputs: BuildInputs,
  context: BuildContext,
  runner: StepRunner,
  request: PlanRequest,
  look: LookBack,
): Promise<{ readonly buildId: string; readonly changed: boolean } | { skip: SkipLevel; why: string }> {
  const before = await latestState(request.srvDir, inputs.arch);
  const steps = planBuild(request);
  const start = steps.findIndex(({ id }) => id === 'fetch');
  await runSteps(runner, steps.slice(0, start));
  const why = await secondLevel(inputs, look, request, runner, context);
  if (why !== undefined) return { skip: 2, why };
  await runSteps(runner, steps.slice(start));
  const buildId = await latestBuild(request.srvDir, inputs.arch);
  if (buildId === undefined)
    throw new UserError(`build ended well and left no build in ${join(request.srvDir, 'builds')}`);
  const changed = buildId !== before?.id;
  if (!changed && before.isBare) return { skip: 3, why: `nothing has changed since build ${buildId}` };
  if (changed) {
    const { digests: config, fingerprint } = look;
    await noteLocalBuild(inputs.workDir, { buildId, time: new Date().toISOString(), config, fingerprint });
  }
  if (!changed) runner.log.notice(`nothing had changed since build ${buildId}`);
  return { buildId, changed };
}
