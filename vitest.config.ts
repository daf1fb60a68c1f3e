import { defineConfig } from 'vitest/config';

/** Tests that start real programs, but neither an engine nor what is kept below .lab/ for it. */
const SERVICES = [
  'test/lab/{fuzz,git,process,publish}/**/*.test.ts',
  'test/lab/release/large.test.ts',
  'test/lab/*.test.ts',
];

/**
 * Three kinds of tests: `unit` needs no service and no network; `lab` starts real programs (rpmbuild, git, podman);
 * `e2e` runs the bundles of dist/ against the whole lab, one file after the other because they share the machine.
 * What of the lab can go on beside its engine is the project `lab-services`.
 */
export default defineConfig({
  test: {
    // Of tests that are marked concurrent: they wait for containers.
    maxConcurrency: 3,
    projects: [
      // Time is no matter of a unit test: the limit only ends one that hangs, on a loaded machine as well.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          exclude: SERVICES,
          globalSetup: ['test/lab/end-of-tests.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'lab-services',
          include: SERVICES,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/lab/end-of-tests.ts'],
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
