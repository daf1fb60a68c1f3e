import { defineConfig } from 'vitest/config';

/**
 * Three kinds of tests: `unit` needs no service and no network; `lab` starts real programs (rpmbuild, git, podman);
 * `e2e` runs the bundles of dist/ against the whole lab, one file after the other because they share the machine.
 */
export default defineConfig({
  test: {
    projects: [
      // Time is no matter of a unit test: the limit only ends one that hangs, on a loaded machine as well.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          globalSetup: ['test/lab/end-of-tests.ts'],
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
