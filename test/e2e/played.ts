import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { checkoutShallow, commit, git, makeRepository, type Files } from '../lab/git/working-copy.ts';
import { runAction, type ActionRun } from '../lab/action.ts';
import type { GithubServer } from '../support/github/server.ts';
import { runnerView } from '../support/runner.ts';

/** The token of a job; what it may do is up to the server. */
export const TOKEN = 'ghs_0123456789abcdef';

/** Where pull requests are played. */
export interface Stage {
  readonly github: GithubServer;
  /** Directory of one test. */
  readonly root: string;
}

/** A pull request of a repository of its own. */
export interface Played {
  readonly base: Files;
  readonly head: Files;
  /** What others change on the base branch after the payload was written. */
  readonly theirs?: Files;
  readonly event?: string;
  readonly fork?: boolean;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Plays it as GitHub and its runner do: the merge commit without history, the payload, the bundle. */
export async function play(
  stage: Stage,
  { base, head, theirs, event = 'pull_request', fork = false, inputs = {} }: Played,
): Promise<ActionRun> {
  const { root } = stage;
  const origin = join(root, 'origin');
  const workspace = join(root, 'work', 'node');
  await makeRepository(origin, base);
  await git(origin, 'checkout', '--quiet', '-b', 'pull');
  const headCommit = await commit(origin, head, 'change');
  await git(origin, 'checkout', '--quiet', 'main');
  // The base goes on while the pull request waits; what the payload says of it stays behind the merge.
  const baseCommit = await commit(origin, { 'unrelated.md': 'x\n' }, 'theirs');
  if (theirs !== undefined) await commit(origin, theirs, 'theirs too');
  await git(origin, 'checkout', '--quiet', '--detach');
  await git(origin, 'merge', '--quiet', '--no-ff', '--no-edit', 'pull');
  await git(origin, 'update-ref', 'refs/pull/7/merge', 'HEAD');
  await git(origin, 'checkout', '--quiet', 'main');
  await checkoutShallow(origin, 'refs/pull/7/merge', workspace);
  const repo = { full_name: 'ovirt/some-node' };
  const payload = {
    repository: { ...repo, default_branch: 'main' },
    pull_request: {
      number: 7,
      base: { ref: 'main', sha: baseCommit, repo },
      head: { ref: 'pull', sha: headCommit, repo: fork ? { full_name: 'mallory/some-node' } : repo },
    },
    merge_group: { base_ref: 'refs/heads/main', base_sha: baseCommit, head_sha: headCommit },
  };
  return await step(stage, workspace, payload, event, inputs);
}

/** Runs the bundle once more on what was checked out. */
export async function step(
  { github, root }: Stage,
  workspace: string,
  payload: object,
  event: string,
  inputs: Readonly<Record<string, string>>,
): Promise<ActionRun> {
  const file = join(root, 'event.json');
  await writeFile(file, JSON.stringify(payload));
  const run = await runAction('main', {
    dir: join(root, 'runner'),
    workspace,
    // The runner hands over the defaults of action.yml as well.
    inputs: { command: 'validate', 'github-token': TOKEN, images: 'live-iso commit-tarball', ...inputs },
    env: {
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: file,
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_WORKFLOW: 'validate',
      GITHUB_JOB: 'validate',
    },
  });
  expect(runnerView(run.log).stopped, run.log).toBe(false);
  for (const text of [run.log.replaceAll(/^::add-mask::.*$/gm, ''), run.summary, JSON.stringify(run.outputs)])
    expect(text).not.toContain(TOKEN);
  return run;
}

/** Annotations of a run, as `kind: text`. */
export function annotations({ log }: ActionRun): string[] {
  return runnerView(log).obeyed.filter((line) => /^(error|warning|notice): /.test(line));
}
