import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAction, type ActionRun } from '../lab/action.ts';
import { startGithub, type GithubServer } from '../support/github/server.ts';
import { runnerView } from '../support/runner.ts';
import { tempDir } from '../support/temp.ts';
import { startWebServer } from '../support/web-server.ts';

/** The token of a job; what it may do is up to the server. */
const TOKEN = 'ghs_0123456789abcdef';

let github: GithubServer;
let root: string;
/** Where the release rpm is looked for, and is not. */
let mirror: string;

beforeEach(async () => {
  github = await startGithub(TOKEN);
  root = await tempDir();
  const server = await startWebServer((_request, response) => response.writeHead(404).end('no'));
  mirror = server.url;
});

afterEach(async () => {
  await github.close();
  if (github.problems.length > 0) throw new Error(github.problems.join('\n'));
});

let runId = 4000;

/** One night: the bundle as the runner starts it, with a build that fails before any container. */
async function night(
  inputs: Readonly<Record<string, string>>,
  event: 'schedule' | 'workflow_dispatch' = 'schedule',
): Promise<ActionRun> {
  const file = join(root, 'event.json');
  const repository = { full_name: 'ovirt/some-node', default_branch: 'main' };
  await writeFile(file, JSON.stringify({ schedule: '17 3 * * *', repository }));
  runId += 1;
  const run = await runAction('main', {
    dir: join(root, 'runner'),
    // The runner hands over the defaults of action.yml as well.
    inputs: {
      config: 'examples/node',
      target: 'el9',
      'ovirt-version': '4.5',
      'ovirt-release-sha256': 'a'.repeat(64),
      images: 'commit-tarball',
      upload: 'false',
      'failure-issue': 'true',
      'github-token': TOKEN,
      ...inputs,
    },
    env: {
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: file,
      GITHUB_REF: 'refs/heads/main',
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_WORKFLOW: 'nightly',
      GITHUB_RUN_ID: String(runId),
    },
  });
  expect(runnerView(run.log).stopped, run.log).toBe(false);
  for (const text of [
    run.log.replaceAll(/^::add-mask::.*$/gm, ''),
    run.summary,
    ...github.issues.map(({ body }) => body),
  ])
    expect(text).not.toContain(TOKEN);
  return run;
}

/** Annotations of a run, as `kind: text`. */
function annotations({ log }: ActionRun): string[] {
  return runnerView(log).obeyed.filter((line) => /^(error|warning): /.test(line));
}

const missing = (name: string): Record<string, string> => ({ 'ovirt-release': `${mirror}/${name}.rpm` });

describe('nights that fail', () => {
  it('are told once each way, in one issue', async () => {
    const first = await night(missing('ovirt-release-master'));
    expect(first.exitCode, first.log).toBe(1);
    expect(first.outputs['failure-class'], first.log).toBe('release-rpm');
    expect(github.issues.map(({ title, state }) => [title, state])).toEqual([
      ['Scheduled build fails: examples/node for el9, x86_64', 'open'],
    ]);
    expect(github.issues[0]?.body).toContain('ovirt-release-master.rpm');
    expect(github.issues[0]?.body).toContain('404');
    expect(github.issues[0]?.body).toContain('/ovirt/some-node/actions/runs/4001');
    expect(first.log).toContain('failure-issue: opened');

    const again = await night(missing('ovirt-release-master'));
    expect([again.exitCode, github.issues.length, github.comments.length]).toEqual([1, 1, 0]);
    expect(github.issues[0]?.body).toContain('2 times in a row');

    // A mistake in the inputs is told before anything is done, and is a failure all the same.
    const other = await night({ ...missing('ovirt-release-master'), engine: 'lxc' });
    expect([other.exitCode, github.issues.length, github.comments.length]).toEqual([2, 1, 1]);
    expect(github.comments[0]?.body).toContain('lxc');
    expect(github.comments[0]?.body).toContain('`input`, `bad-input`');
  });

  it('are not told when nobody asked, or when it is no scheduled run', async () => {
    const quiet = await night({ ...missing('a'), engine: 'lxc', 'failure-issue': 'false' });
    const byHand = await night({ ...missing('a'), engine: 'lxc' }, 'workflow_dispatch');
    expect([quiet.exitCode, byHand.exitCode, github.requests]).toEqual([2, 2, []]);
  });

  it('end as they end when no issue can be written', async () => {
    github.fault = (method) =>
      method === 'GET' ? undefined : { status: 403, message: 'Resource not accessible by integration' };
    const run = await night({ ...missing('a'), engine: 'lxc' });
    expect(run.exitCode).toBe(2);
    expect(run.outputs['failure-class']).toBe('input');
    expect(run.summary).toContain('not built');
    expect(annotations(run)).toEqual([
      expect.stringMatching(/^error: one input is not usable:.*engine: /),
      expect.stringMatching(/^warning: failure-issue: .*`permissions: issues: write`/),
    ]);
  });
});
