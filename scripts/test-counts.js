import { existsSync, readFileSync } from 'node:fs';

/** Numbers of tests. */
export const NONE = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/** The sum of two counts. */
export function add(left, right) {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

/**
 * Counts what a report of vitest's json reporter tells. A file that fails before its tests run, or outside of them,
 * counts as one failed test: it must not look as if nothing had failed.
 */
export function countsOf({ testResults }) {
  return testResults.map(countsOfFile).reduce(add, NONE);
}

function countsOfFile({ status, assertionResults }) {
  const count = (...wanted) => assertionResults.filter((test) => wanted.includes(test.status)).length;
  const failed = count('failed');
  return {
    passed: count('passed'),
    failed: failed === 0 && status === 'failed' ? 1 : failed,
    skipped: count('skipped', 'pending', 'todo', 'disabled'),
  };
}

/** Counts of a report file; a part that could not even write one has failed. */
export function countsOfReport(file) {
  return existsSync(file) ? countsOf(JSON.parse(readFileSync(file, 'utf8'))) : { ...NONE, failed: 1 };
}

/** The closing line. */
export function closingLine({ passed, failed, skipped }) {
  return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}
