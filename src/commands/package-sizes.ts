import { join } from 'node:path';
import { StepError } from '../assembler/failures/step-error.ts';
import { planSizes, readSizes, SIZES_FILE } from '../assembler/package-sizes.ts';
import type { PlanRequest } from '../assembler/plan.ts';
import { runStep, type StepRunner } from '../assembler/run-step.ts';
import { buildDirectory, readMeta } from '../images/meta.ts';

/**
 * Has the sizes of a build's packages looked up, unless they were before. They are for reports alone: where it fails,
 * the reports go without.
 *
 * @throws CancelledError
 */
export async function askPackageSizes(
  plan: PlanRequest,
  { buildId, arch }: { readonly buildId: string; readonly arch: string },
  runner: StepRunner,
): Promise<void> {
  const { ostreeCommit } = await readMeta(buildDirectory(plan.srvDir, buildId, arch));
  if ((await readPackageSizes(plan.srvDir, ostreeCommit)) !== undefined) return;
  try {
    await runStep(runner, planSizes(plan, ostreeCommit));
    if ((await readPackageSizes(plan.srvDir, ostreeCommit)) === undefined)
      runner.log.notice('the sizes of the packages are not known: the rpm database of the commit has none');
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    runner.log.notice(`the sizes of the packages are not known: ${error.failure.line}`);
  }
}

/** Bytes installed, by `name-[epoch:]version-release.arch`; undefined where they are not known. */
export async function readPackageSizes(
  srvDir: string,
  commit: string,
): Promise<Record<string, number> | undefined> {
  return await readSizes(join(srvDir, SIZES_FILE), commit);
}
