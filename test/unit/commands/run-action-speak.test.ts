import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BuildContext } from '../../../src/commands/build-context.ts';
import { runAction } from '../../../src/commands/run-action.ts';
import { UserError } from '../../../src/errors.ts';
import { forgetSecrets } from '../../../src/log/secrets.ts';
import { CancelledError } from '../../../src/process/cancellation.ts';
import type { BuildResult } from '../../../src/report/result.ts';
import type { SkippedBuild } from '../../../src/report/skipped.ts';
import { makeBuildRecord } from '../../support/build-record.ts';
import { startGithub, type GithubServer } from '../../support/github/server.ts';
import { tempDir } from '../../support/temp.ts';

/** What the build of the next run does: it takes an hour elsewhere. */
const next = vi.hoisted(() => ({ build: (_context: Pick<BuildContext, 'onChanges'>): unknown => undefined }));
vi.mock('../../../src/commands/build.ts', () => ({
  build: async (_inputs: unknown, context: BuildContext) => await Promise.resolve(next.build(context)),
}));

const TOKEN = 'ghs_0123456789';
let server: GithubServer;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  server = await startGithub(TOKEN);
  const dir = await tempDir();
  for (const name of ['output', 'summary']) writeFileSync(join(dir, name), '');
  writeFileSync(join(dir, 'event.json'), JSON.stringify({ repository: { default_branch: 'main' } }));
  vi.stubEnv('GITHUB_OUTPUT', join(dir, 'output'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: resolve('.'),
    GITHUB_EVENT_NAME: 'schedule',
    GITHUB_EVENT_PATH: join(dir, 'event.json'),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'ovirt/some-node',
    GITHUB_RUN_ID: '42',
    GITHUB_API_URL: server.url,
    GITHUB_STEP_SUMMARY: join(dir, 'summary'),
    RUNNER_TEMP: dir,
    INPUT_CONFIG: 'examples/node',
    'INPUT_OVIRT-RELEASE': 'https://example.org/ovirt-release-master.rpm',
    'INPUT_OVIRT-VERSION': '4.5',
    INPUT_TARGET: 'el9',
    'INPUT_FAILURE-ISSUE': 'true',
    'INPUT_GITHUB-TOKEN': TOKEN,
  };
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  forgetSecrets();
  await server.close();
  if (server.problems.length > 0) throw new Error(server.problems.join('\n'));
});

const RESULT: BuildResult = {
  changed: true,
  buildId: '9.20261125.0',
  buildDir: '/b',
  meta: '/b/meta.json',
  ostreeCommit: 'c'.repeat(64),
  ref: 'r',
  manifest: '/m',
  packageCount: 1,
  assembler: { reference: 'a', digest: 'sha256:d', pinned: undefined },
  baseConfig: { url: 'https://example.org/base', commit: 'b'.repeat(40) },
  release: undefined,
  reposWithoutGpgcheck: [],
  booted: undefined,
  images: [],
  metadataArtifact: undefined,
  timings: [],
};

it('a build that fails opens the issue with what has changed, and one that succeeds closes it', async () => {
  next.build = (context) => {
    context.onChanges?.('- repository:ovirt: 1 → 2');
    context.onChanges?.('- vdsm 4.50 → 4.51');
    throw new UserError('nothing provides vdsm', {
      failure: { class: 'packages', signature: 'packages-not-found' },
    });
  };
  expect(await runAction(env)).toBe(1);
  expect(server.issues[0]?.body).toContain('- repository:ovirt: 1 → 2\n\n- vdsm 4.50 → 4.51');
  expect(server.issues[0]?.body).toContain('`packages`, `packages-not-found`');
  next.build = () => RESULT;
  expect(await runAction(env)).toBe(0);
  expect(server.issues.map(({ state }) => state)).toEqual(['closed']);
  expect(server.comments[0]?.body).toContain('`9.20261125.0` succeeded');
});

it.each([1, 2, 3] as const)('a build that is skipped at level %i closes the issue as well', async (skip) => {
  next.build = () => {
    throw new UserError('nothing provides vdsm');
  };
  expect(await runAction(env)).toBe(1);
  next.build = (): SkippedBuild => ({
    skip,
    why: 'nothing has moved',
    record: makeBuildRecord(),
    from: 'artifact metadata of run 41',
    meta: '/m/meta.json',
    manifest: '/m',
    pushed: undefined,
    images: [],
    moved: [],
    timings: [],
  });
  expect(await runAction(env)).toBe(0);
  expect(server.issues.map(({ state }) => state)).toEqual(['closed']);
  expect(server.comments[0]?.body).toContain(
    'Build `9.20261124.0` stands, nothing had to be built, after one run',
  );
});

describe('a scheduled run on a fork', () => {
  beforeEach(() => {
    const repository = { default_branch: 'main', fork: true };
    writeFileSync(env['GITHUB_EVENT_PATH'] ?? '', JSON.stringify({ repository }));
    next.build = () => RESULT;
    // What a secret is made into that the fork lacks.
    delete env['INPUT_OVIRT-RELEASE'];
    env['INPUT_ENGINE'] = 'lxc';
  });

  it('does nothing and succeeds, whatever is wrong with its inputs', async () => {
    expect(await runAction(env)).toBe(0);
    expect(server.requests).toEqual([]);
    expect(readFileSync(env['GITHUB_STEP_SUMMARY'] ?? '', 'utf8')).toContain('do nothing on a fork');
  });

  it('that was asked to build has its inputs judged, and its failures told', async () => {
    env['INPUT_ON-FORKS'] = 'true';
    expect(await runAction(env)).toBe(2);
    expect(server.issues).toHaveLength(1);
  });
});

it('a build that is cancelled says nothing', async () => {
  next.build = () => {
    throw new CancelledError('SIGTERM');
  };
  expect(await runAction(env)).toBe(143);
  expect(server.requests).toEqual([]);
});

it('a success is one although no issue can be closed', async () => {
  server.fault = () => ({ status: 403, message: 'Resource not accessible by integration' });
  next.build = () => RESULT;
  expect(await runAction(env)).toBe(0);
  expect(server.requests).toHaveLength(1);
});
