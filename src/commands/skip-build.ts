import { join } from 'node:path';
import { SOLVED_LOCK, planSolve, type PlanRequest } from '../assembler/plan.ts';
import { StepError } from '../assembler/failures/step-error.ts';
import type { StepRunner } from '../assembler/run-step.ts';
import { runSteps } from '../assembler/run-steps.ts';
import { describeMoved } from '../fingerprint/compare.ts';
import type { BuildInputs } from '../inputs/types.ts';
import { code } from '../report/markdown.ts';
import type { SkipLevel, SkippedBuild } from '../report/skipped.ts';
import { comparePackages } from '../skip/same-packages.ts';
import { onlyRepositoriesMoved } from '../skip/verdict.ts';
import { imageFile } from '../state/image-files.ts';
import { generatedLock } from '../state/state-files.ts';
import type { BuildContext } from './build-context.ts';
import type { LookBack } from './look-back.ts';

/** The first level of a skip: nothing moved. */
export function isFirstLevel({ maySkip, moved }: LookBack): boolean {
  return maySkip && moved.length === 0;
}

/**
 * The second level: repositories moved, and the solver says whether the packages did. Whatever goes wrong on the way is
 * no reason to fail: then it is built.
 *
 * @param context is told which packages are other ones: the probable cause, should the build fail.
 * @returns why nothing has to be built; undefined when it has.
 * @throws CancelledError
 */
export async function secondLevel(
  inputs: BuildInputs,
  { previous, moved, maySkip }: LookBack,
  request: PlanRequest,
  runner: StepRunner,
  context: Pick<BuildContext, 'log' | 'onChanges'>,
): Promise<string | undefined> {
  if (!maySkip || previous === undefined || !onlyRepositoriesMoved(moved)) return undefined;
  try {
    await runSteps(runner, [planSolve(request)]);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    runner.log.warning(`skip-unchanged: the solver alone does not run (${error.failure.line}); building`);
    return undefined;
  }
  return await compareSolved(
    join(previous.dir, generatedLock(inputs.arch)),
    join(request.srvDir, SOLVED_LOCK),
    context,
  );
}

/** Compares what the solver took. @returns why nothing has to be built; undefined when it has, which is told. */
export async function compareSolved(
  earlier: string,
  now: string,
  { log, onChanges }: Pick<BuildContext, 'log' | 'onChanges'>,
): Promise<string | undefined> {
  const { isSame, text } = await comparePackages(earlier, now);
  log.info(`skip-unchanged: ${text}`);
  if (isSame) return text;
  onChanges?.(code(text));
  return undefined;
}

/** Makes the result of a build that was not needed. */
export async function skippedBuild(
  inputs: BuildInputs,
  { previous, moved, pushed }: LookBack,
  skip: SkipLevel,
  why: string,
  { manifest, timings }: { readonly manifest: string; readonly timings: SkippedBuild['timings'] },
): Promise<SkippedBuild> {
  if (previous === undefined) throw new Error('a build cannot be skipped without an earlier one');
  const { record, from, dir } = previous;
  const wanted = record.images.filter(({ kind }) => inputs.images.some((image) => image === kind));
  const images = await Promise.all(
    wanted.map(async (image) => ({ ...image, path: await imageFile(image, join(inputs.workDir, 'images')) })),
  );
  return {
    skip,
    why,
    record,
    from,
    meta: join(dir, 'meta.json'),
    manifest,
    images,
    pushed,
    moved: moved.map(describeMoved),
    timings,
  };
}
