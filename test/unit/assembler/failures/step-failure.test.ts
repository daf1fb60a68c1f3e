import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../../src/assembler/failures/step-failure.ts';
import { tempDir } from '../../../support/temp.ts';

const end = {
  step: 'fetch',
  exitCode: 1,
  logFile: '/w/logs/fetch.log',
  overLimit: undefined,
  workDir: undefined,
};

describe('why a step failed', () => {
  it('has what the table knows', async () => {
    const tail = ['ok', '\u001b[31merror: No enabled repositories\u001b[0m'];
    expect(await failureOf({ ...end, tail })).toMatchObject({
      class: 'config',
      signature: 'repositories-none',
      line: 'error: No enabled repositories',
      lastLines: ['ok', 'error: No enabled repositories'],
      details: [],
      retry: false,
    });
  });

  it('is unknown for a step that printed nothing', async () => {
    expect(await failureOf({ ...end, tail: [] })).toMatchObject({
      class: 'unknown',
      signature: 'unknown',
      line: 'it printed nothing',
      cause: undefined,
    });
  });

  it('names what fills the disk, and only where the disk is full', async () => {
    const workDir = await tempDir();
    const full = await failureOf({ ...end, workDir, tail: ['cp: x: No space left on device'] });
    expect(full.details.at(-1)).toContain(`free: ${workDir}: `);
    expect((await failureOf({ ...end, workDir, tail: ['error: odd'] })).details).toEqual([]);
  });

  it('is the limit for a step that was over it, whatever it printed', async () => {
    const tail = ['error: No enabled repositories'];
    expect(await failureOf({ ...end, tail, overLimit: 90 * 60_000 })).toMatchObject({
      class: 'timeout',
      signature: 'step-timeout',
      line: 'stopped after 90 min, the time limit of each step',
      details: ['its last line: error: No enabled repositories'],
      retry: false,
    });
  });

  it('is told in short: a line of any length is in the log', async () => {
    const { line, lastLines } = await failureOf({
      ...end,
      tail: ['x'.repeat(16_384), `y${'z'.repeat(16_384)}`],
    });
    expect(line).toBe(`y${'z'.repeat(499)}…`);
    expect(lastLines.map(({ length }) => length)).toEqual([501, 501]);
  });
});
