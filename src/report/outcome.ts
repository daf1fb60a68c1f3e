import { outputsOf } from './outputs.ts';
import type { BuildResult } from './result.ts';
import { skippedOutputs, skippedSummary, type ForkRun, type SkippedBuild } from './skipped.ts';
import { buildSummary } from './summary.ts';

/** How a job ended that did not fail. */
export type BuildOutcome = BuildResult | SkippedBuild | ForkRun;

/** True for a job that built something, or found in its work directory that there was nothing to build. */
export function isBuilt(outcome: BuildOutcome): outcome is BuildResult {
  return !('skip' in outcome);
}

/** Values of the outputs of a job. */
export function outcomeOutputs(outcome: BuildOutcome): Record<string, string> {
  if (isBuilt(outcome)) return outputsOf(outcome);
  if (outcome.skip === 'fork') return { changed: 'false', 'skip-level': 'fork' };
  return skippedOutputs(outcome);
}

/** The summary of a job. */
export function outcomeSummary(outcome: BuildOutcome): string {
  if (isBuilt(outcome)) return buildSummary(outcome);
  if (outcome.skip === 'fork')
    return '## oVirt Node: not built\n\nScheduled runs do nothing on a fork; `on-forks: true` lets them build.\n';
  return skippedSummary(outcome);
}
