import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  add,
  closingLine,
  countsOf,
  countsOfReport,
  NONE,
  type Report,
} from '../../../scripts/test-counts.js';
import { tempDir } from '../../support/temp.ts';

const file = (status: string, ...tests: string[]): Report['testResults'][number] => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
});

describe('the closing line of npm test', () => {
  it('counts what passed, failed and was skipped, over all files and parts', () => {
    const unit = countsOf({
      testResults: [
        file('passed', 'passed', 'skipped', 'passed', 'todo'),
        file('failed', 'failed', 'passed', 'failed'),
        file('passed', 'pending', 'disabled'),
      ],
    });
    expect(unit).toEqual({ passed: 3, failed: 2, skipped: 4 });
    expect(closingLine(add(unit, add(NONE, unit)))).toBe('tests: 6 passed, 4 failed, 8 skipped');
  });

  it('counts a file that failed outside of its tests', () => {
    expect(countsOf({ testResults: [file('failed'), file('failed', 'passed')] })).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
    });
  });

  it('counts a part without a report as failed', async () => {
    const report = join(await tempDir(), 'report.json');
    expect(countsOfReport(report)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    await writeFile(report, JSON.stringify({ testResults: [file('passed', 'passed')] }));
    expect(countsOfReport(report)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });
});
