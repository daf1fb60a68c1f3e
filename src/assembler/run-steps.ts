import { pauseFor } from '../process/pause.ts';
import { StepError } from './failures/step-error.ts';
import type { Step } from './plan.ts';
import { runStep, type StepRunner } from './run-step.ts';

/** Pauses before the second and the third attempt, in ms. */
const PAUSES: readonly number[] = [15_000, 60_000];

/**
 * Runs steps one after the other. Only fetch is tried again, and only for what mirrors do now and then: it changes
 * nothing but a cache, while a build or an image that failed would fail again, an hour later.
 *
 * @param pauses before each further attempt, in ms.
 * @throws StepError, CancelledError, as {@link runStep}
 */
export async function runSteps(
  runner: StepRunner,
  steps: readonly Step[],
  pauses: readonly number[] = PAUSES,
): Promise<void> {
  for (const step of steps) await runStepAgain(runner, step, step.id === 'fetch' ? pauses : []);
}

async function runStepAgain(runner: StepRunner, step: Step, pauses: readonly number[]): Promise<void> {
  const { log, cancellation } = runner;
  for (const [index, pause] of pauses.entries()) {
    try {
      await runStep(runner, step);
      return;
    } catch (error) {
      if (!(error instanceof StepError) || !error.failure.retry) throw error;
      log.warning(
        `${step.id} failed and is tried again in ${pause / 1000} s ` +
          `(attempt ${index + 2} of ${pauses.length + 1}): ${error.failure.line}`,
      );
      await pauseFor(pause, cancellation.signal);
    }
  }
  await runStep(runner, step);
}
