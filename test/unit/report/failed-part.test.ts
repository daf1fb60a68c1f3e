import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { retry } from '../../../src/net/retry.ts';
import { TransientError } from '../../../src/net/transient.ts';
import { asPart } from '../../../src/report/failed-part.ts';
import { failureOutputs } from '../../../src/report/outputs.ts';
import { MemoryLog } from '../../support/memory-log.ts';

async function outputsAfter(work: () => Promise<unknown>): Promise<[string, string]> {
  const outputs = failureOutputs(await work().catch((thrown: unknown) => thrown));
  return [outputs['failure-class'], outputs['failure-signature']];
}

/** Work that fails with this. */
function fail(thrown: unknown): () => Promise<never> {
  return async () => await Promise.reject(thrown);
}

describe('a part of the job', () => {
  it('names itself in what fails in it', async () => {
    const outputs = await outputsAfter(async () => await asPart('base-config', fail(new UserError('x'))));
    expect(outputs).toEqual(['base-config', 'unknown']);
  });

  it('leaves alone what says more, or was named by a part within it', async () => {
    const failure = { class: 'pull', signature: 'rate-limit' };
    const named = fail(new UserError('x', { failure }));
    expect(await outputsAfter(async () => await asPart('machine', named))).toEqual(['pull', 'rate-limit']);
    const inner = async (): Promise<never> => await asPart('render', fail(new UserError('x')));
    expect(await outputsAfter(async () => await asPart('upload', inner))).toEqual(['render', 'unknown']);
  });

  it('does not name a mistake in the inputs or a bug of ours', async () => {
    const wrong = fail(new UserError('x', { exitCode: 2 }));
    expect(await outputsAfter(async () => await asPart('render', wrong))).toEqual(['input', 'bad-input']);
    expect(await outputsAfter(async () => await asPart('render', fail(new TypeError('x'))))).toEqual([
      'unknown',
      'unknown',
    ]);
  });

  it('hands on what it was given', async () => {
    expect(await asPart('render', () => 5)).toBe(5);
  });
});

it('the name of a failure outlives the attempts that follow it', async () => {
  const failure = { class: 'pull', signature: 'registry-down' };
  const policy = { attempts: 2, firstDelayMs: 1, maxDelayMs: 1, budgetMs: 1000 };
  const work = fail(new TransientError('down', { failure }));
  const tried = async (): Promise<unknown> => await retry('pull', work, { policy, log: new MemoryLog() });
  expect(await outputsAfter(tried)).toEqual(['pull', 'registry-down']);
});
