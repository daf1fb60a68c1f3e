import { defineConfig } from 'vitest/config';

/** Tests that start real programs, but neither an engine nor what is kept below .lab/ for it. */
const SERVICES = [
  'test/lab/{cache,fuzz,git,hook,process,publish,updates,validate}/**/*.test.ts',
  'test/lab/config-tree/{adapt,umask}.test.ts',
  'test/lab/release/large.test.ts',
  'test/lab/repos/libdnf.test.ts',
  'test/lab/rpm-md/{strings,unpack}.test.ts',
  'test/lab/*.test.ts',
];

/** End-to-end tests that a lab of their own will do for: they ask nothing of the machine's engines and networks. */
const BESIDE = endToEnd('job', 'options', 'real', 'verify');
/** The same, of builds that follow each other or go side by side, and those that build little or nothing. */
const NIGHTS = [
  ...endToEnd('cache', 'changes', 'lock', 'nights'),
  ...endToEnd('bad', 'cli', 'cli-usage', 'failure-issue', 'publish-release', 'two-builds'),
  ...endToEnd('pull-request', 'pull-request-template'),
];

/** Of all projects: files share processes, which are left as they were found after each file. */
const SHARED = { isolate: false, setupFiles: ['test/support/each-file.ts'] };

function endToEnd(...names: readonly string[]): string[] {
  return names.map((name) => `test/e2e/${name}.test.ts`);
}

/**
 * Three kinds of tests: `unit` needs no service and no network; `lab` starts real programs (rpmbuild, git, podman);
 * `e2e` runs the bundles of dist/ against the whole lab, one file after the other because they share the machine.
 * What of the lab can go on beside its engine is the project `lab-services`; `e2e-beside` and `e2e-nights` are those
 * parts of the end-to-end tests which have labs of their own.
 */
export default defineConfig({
  test: {
    // Of tests that are marked concurrent: they wait for containers.
    maxConcurrency: 3,
    projects: [
      // Time is no matter of a unit test: the limit only ends one that hangs, on a loaded machine as well.
      { test: { ...SHARED, name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          ...SHARED,
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          exclude: SERVICES,
          globalSetup: ['test/lab/first.ts'],
          testTimeout: 180_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...SHARED,
          name: 'lab-services',
          include: SERVICES,
          testTimeout: 180_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...SHARED,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...BESIDE, ...NIGHTS],
          globalSetup: ['test/lab/first.ts'],
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...SHARED,
          name: 'e2e-beside',
          include: BESIDE,
          globalSetup: ['test/lab/second.ts'],
          env: { ONI_LAB: 'beside' },
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          ...SHARED,
          name: 'e2e-nights',
          include: NIGHTS,
          globalSetup: ['test/lab/third.ts'],
          env: { ONI_LAB: 'nights' },
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
