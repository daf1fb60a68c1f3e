import { beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../../src/assembler/plan.ts';
import { runSteps } from '../../../src/assembler/run-steps.ts';
import { CancelledError } from '../../../src/process/cancellation.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { containersOf, runnerFor, scriptStep, useLabEngine } from './script-step.ts';

let image = '';

beforeAll(async () => {
  image = await useLabEngine();
});

/** A step that always ends as with a mirror that is busy. */
function busy(id: Step['id']): Step {
  const text =
    "error: Updating rpm-md repo 'x': cannot update repo 'x': Status code: 503 for http://x/repomd.xml";
  return { ...scriptStep(image, 'bash', '-c', `echo "${text}" >&2; exit 1`), id };
}

describe('trying again', () => {
  it('is for fetch alone: a build that failed fails, whatever its words', async () => {
    const runner = await runnerFor(new MemoryLog());
    await expect(runSteps(runner, [busy('build')], [1, 1])).rejects.toMatchObject({
      failure: { retry: true },
    });
    expect(runner.timings).toHaveLength(1);
  });

  it('ends with a signal, in the middle of its pause', async () => {
    const log = new MemoryLog();
    const runner = await runnerFor(log);
    // Longer than the test may take: only the signal can end it.
    const running = runSteps(runner, [busy('fetch')], [600_000]);
    while (log.of('warning').length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await runner.cancellation.cancel('SIGTERM');
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    expect(runner.timings).toHaveLength(1);
    expect(await containersOf(runner)).toBe('');
  });
});
