import { beforeAll, describe, expect, it } from 'vitest';
import { StepError } from '../../../src/assembler/failures/step-error.ts';
import { runStep } from '../../../src/assembler/run-step.ts';
import { failureOutputs } from '../../../src/report/outputs.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { containersOf, runnerFor, scriptStep, useLabEngine } from './script-step.ts';

let image = '';

beforeAll(async () => {
  image = await useLabEngine();
});

describe('a step over its time limit', () => {
  it.each([
    ['that ends when it is asked to', 'trap "echo going; exit 0" TERM; echo up; sleep 60 & wait', 0],
    ['that does not listen', 'trap "" TERM INT; echo up; sleep 60 & wait; sleep 60', 137],
  ])('%s is stopped, and that is an error', async (_title, script, exitCode) => {
    const runner = { ...(await runnerFor(new MemoryLog())), limitMs: 4000 };
    const error = await runStep(runner, scriptStep(image, 'bash', '-c', script)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StepError);
    expect(String(error).split('\n').slice(0, 3)).toEqual([
      `StepError: build failed (exit code ${exitCode}): stopped after 4 s, the time limit of each step`,
      'cause: The step took longer than `timeout-minutes` allows.',
      expect.stringMatching(/^fix: Raise `timeout-minutes`/),
    ]);
    expect(String(error)).toMatch(/\nits last line: (?:up|going)\n/);
    expect(failureOutputs(error)).toEqual({
      'failure-class': 'timeout',
      'failure-signature': 'step-timeout',
    });
    expect(await containersOf(runner)).toBe('');
    runner.cancellation.throwIfCancelled();
  });

  it('twin: a step within its limit is left alone', async () => {
    const runner = { ...(await runnerFor(new MemoryLog())), limitMs: 120_000 };
    await runStep(runner, scriptStep(image, 'bash', '-c', 'sleep 1'));
    expect(await containersOf(runner)).toBe('');
  });
});
