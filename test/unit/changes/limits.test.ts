import { describe, expect, it } from 'vitest';
import { compareBuilds } from '../../../src/changes/compare.ts';
import { checkLimits, type Limits } from '../../../src/changes/limits.ts';
import { UserError } from '../../../src/errors.ts';
import { failureOutputs } from '../../../src/report/outputs.ts';
import { record } from './builds.ts';

const OFF: Limits = { failOnDowngrade: false, maxIsoSize: undefined };
const ISO = { kind: 'live-iso', path: '/w/images/node.iso', size: 2000 };
const DOWN = compareBuilds(
  record(['a-2-1.x86_64', 'b-1-1.x86_64', 'kernel-1:2-1.x86_64']),
  record(['a-1-9.noarch', 'b-2-1.x86_64', 'kernel-2-1.x86_64']),
);

function refused(limits: Partial<Limits>, images = [ISO]): UserError {
  try {
    checkLimits({ ...OFF, ...limits }, images, DOWN);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('limits', () => {
  it('that are not set refuse nothing, and what keeps them passes', () => {
    const kept = compareBuilds(
      record(['b-1-1.noarch', 'c-1-1.noarch']),
      record(['b-2-1.noarch', 'd-0-1.noarch']),
    );
    const both = { failOnDowngrade: true, maxIsoSize: 2000 };
    expect(() => {
      checkLimits(OFF, [ISO], DOWN);
      checkLimits(both, [ISO], undefined);
      checkLimits(both, [ISO, { kind: 'metal', path: '/m', size: 9999 }], kept);
    }).not.toThrow();
  });

  it('name every package that is older, and nothing else', () => {
    const error = refused({ failOnDowngrade: true });
    expect(error.message.split('\n')).toEqual([
      'fail-on-downgrade: 2 packages are older than in the previous build 9.20260101.0; ' +
        'a repository lost them, or a lock or override holds them back:',
      '  - a: 2-1.x86_64 before, 1-9.noarch now',
      '  - kernel: 1:2-1 before, 2-1 now',
    ]);
    expect(failureOutputs(error)).toEqual({ 'failure-class': 'limits', 'failure-signature': 'downgraded' });
  });

  it('name the ISO, its size, and what it may have', () => {
    const error = refused({ maxIsoSize: 1999 });
    expect(error.message).toBe(
      'max-iso-size: /w/images/node.iso has 2000 bytes (2.0 KiB), expected at most 1999 (2.0 KiB); ' +
        'take packages out, or raise the limit',
    );
    expect(failureOutputs(error)).toEqual({
      'failure-class': 'limits',
      'failure-signature': 'iso-too-large',
    });
  });

  it('are told together', () => {
    const { message } = refused({ maxIsoSize: 1, failOnDowngrade: true });
    expect(message).toContain('max-iso-size: ');
    expect(message).toContain('\nfail-on-downgrade: ');
  });
});
