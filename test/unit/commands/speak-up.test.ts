import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { speakUp, type Ending } from '../../../src/commands/speak-up.ts';
import { StepError } from '../../../src/assembler/failures/step-error.ts';
import { UserError } from '../../../src/errors.ts';
import { addSecret, forgetSecrets } from '../../../src/log/secrets.ts';
import { startGithub, type GithubServer } from '../../support/github/server.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';

const TOKEN = 'ghs_0123456789';
let server: GithubServer;
let log: MemoryLog;
let payload: string;

beforeEach(async () => {
  server = await startGithub(TOKEN);
  log = new MemoryLog();
  payload = join(await tempDir(), 'event.json');
  writeFileSync(payload, JSON.stringify({ schedule: '17 3 * * *', repository: { default_branch: 'main' } }));
});

afterEach(async () => {
  forgetSecrets();
  await server.close();
  if (server.problems.length > 0) throw new Error(server.problems.join('\n'));
});

const failed = (line: string): Ending => ({ error: new UserError(line), changes: undefined });

async function speak(
  ending: Ending,
  env: NodeJS.ProcessEnv = {},
  raw: Readonly<Record<string, string>> = {},
): Promise<void> {
  await speakUp(ending, {
    raw: { 'failure-issue': 'true', 'github-token': TOKEN, target: 'el9', ...raw },
    env: {
      GITHUB_EVENT_NAME: 'schedule',
      GITHUB_EVENT_PATH: payload,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY: 'ovirt/some-node',
      GITHUB_RUN_ID: '42',
      GITHUB_WORKFLOW: 'nightly',
      GITHUB_SERVER_URL: 'https://github.example/',
      GITHUB_API_URL: server.url,
      ...env,
    },
    log,
    hostArch: 'x86_64',
  });
}

describe('a scheduled run', () => {
  it('that fails opens an issue, and one that succeeds closes it', async () => {
    await speak(failed('ovirt-release: 404'));
    await speak({ buildId: '9.1', isSkipped: false });
    expect(server.issues.map(({ title, state }) => [title, state])).toEqual([
      ['Scheduled build fails: . for el9, x86_64', 'closed'],
    ]);
    expect(log.of('info')).toEqual([
      expect.stringMatching(/^failure-issue: opened http/),
      expect.stringMatching(/^failure-issue: closed http/),
    ]);
  });

  it('tells of a step with its cause, and of what is no error of ours as that', async () => {
    const failure = {
      step: 'build',
      exitCode: 1,
      class: 'packages',
      signature: 'packages-not-found',
      line: 'no package vdsm for s3cret-word',
      cause: 'CAUSE',
      fix: 'FIX',
      details: ['a fact'],
      lastLines: ['the last line'],
      logFile: '/x/build.log',
      retry: false,
    } as const;
    addSecret('s3cret-word');
    await speak({ error: new StepError(failure), changes: '- vdsm 4.50' });
    const body = server.issues[0]?.body ?? '';
    for (const part of ['no package vdsm for ***', 'CAUSE', 'FIX', 'a fact', 'the last line', '- vdsm 4.50'])
      expect(body).toContain(part);
    await speak({ error: new TypeError('x is no function'), changes: undefined });
    expect(server.comments[0]?.body).toContain('internal error, please report it: x is no function');
  });
});

describe('mistakes in the inputs', () => {
  const refused = (...problems: string[]): Ending =>
    failed(['some inputs are not usable:', ...problems.map((problem) => `  - ${problem}`)].join('\n'));

  it('are told apart by what stands below their first line', async () => {
    await speak(refused('engine: found "lxc"'));
    await speak(refused('engine: found "lxc"'), { GITHUB_RUN_ID: '43' });
    expect(server.comments).toEqual([]);
    await speak(refused('kvm: found "maybe"', 'engine: found "lxc"'), { GITHUB_RUN_ID: '44' });
    expect(server.comments).toHaveLength(1);
    expect(server.comments[0]?.body).toContain('some inputs are not usable: - kvm: found');
  });
});

describe('every other run', () => {
  it.each([
    ['pull_request', { GITHUB_EVENT_NAME: 'pull_request' }],
    ['workflow_dispatch', { GITHUB_EVENT_NAME: 'workflow_dispatch' }],
    ['push', { GITHUB_EVENT_NAME: 'push' }],
    ['none', { GITHUB_EVENT_NAME: '' }],
    ['refs/heads/other is not the default branch', { GITHUB_REF: 'refs/heads/other' }],
  ])('%s writes nothing, and says so to who debugs', async (why, env) => {
    await speak(failed('bad'), env);
    await speak({ buildId: '9.1', isSkipped: false }, env);
    expect([server.requests, log.of('warning'), log.of('info')]).toEqual([[], [], []]);
    expect(log.of('debug')).toHaveLength(2);
    expect(log.of('debug')[0]).toContain(why);
  });

  it('is one of a fork too, unless scheduled runs were asked to build there', async () => {
    const repository = { default_branch: 'main', fork: true };
    writeFileSync(payload, JSON.stringify({ schedule: '17 3 * * *', repository }));
    await speak(failed('bad'));
    expect([server.requests, log.of('debug')]).toEqual([
      [],
      ['failure-issue: nothing is written: the repository is a fork'],
    ]);
    await speak(failed('bad'), {}, { 'on-forks': 'true' });
    expect(server.issues).toHaveLength(1);
  });
});

describe('what goes wrong with the issue is a warning that says what to do', () => {
  it.each([
    [403, 'Resource not accessible by integration', /the job needs `permissions: issues: write`.*403/],
    [410, 'Issues has been disabled in this repository.', /turned off.*410.*leave failure-issue out/],
    [422, 'Validation Failed', /422: Validation Failed; the summary of the run says the same/],
  ])('%i', async (status, message, expected) => {
    server.fault = (method) => (method === 'POST' ? { status, message } : undefined);
    await speak(failed('bad'));
    expect(log.of('warning')).toEqual([expect.stringMatching(expected)]);
    expect(log.of('error')).toEqual([]);
  });

  it('a missing token, a payload that is none, a server that is not there', async () => {
    await speak(failed('bad'), {}, { 'github-token': '' });
    writeFileSync(payload, '{');
    await speak(failed('bad'));
    expect(log.of('warning')).toEqual([
      expect.stringContaining('give github-token'),
      expect.stringContaining('no issue is written'),
    ]);
    expect(server.requests).toEqual([]);
  });
});
