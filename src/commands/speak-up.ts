import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { NotAllowedError } from '../github/api.ts';
import { isScheduledOnDefaultBranch } from '../github/event.ts';
import type { FailureKey } from '../github/failure-issue-marker.ts';
import { reportFailure, reportSuccess, type Spoken, type Subject } from '../github/failure-issue.ts';
import type { RawInputs } from '../inputs/schema.ts';
import { isObject } from '../json.ts';
import type { Log } from '../log/log.ts';
import { failureDigest } from '../report/failure-digest.ts';
import { isForkLeftAlone } from './fork-left-alone.ts';

/** How a build ended: what made it fail, or the build that succeeded or, skipped, stands. */
export type Ending =
  | { readonly error: unknown; readonly changes: string | undefined }
  | { readonly buildId: string; readonly isSkipped: boolean };

/**
 * Keeps the issue of `failure-issue: true`. It is for scheduled runs of the default branch; nothing about it fails the
 * step or hides how the build ended.
 *
 * @param raw as they were given: a mistake in the inputs is a failure too.
 * @param hostArch rpm's name of the machine's architecture.
 */
export async function speakUp(
  ending: Ending,
  { raw, env, log, hostArch }: Surroundings & { readonly hostArch: string },
): Promise<void> {
  try {
    const why = await whyNot(raw, env);
    if (why !== undefined) {
      log.debug(`failure-issue: nothing is written: ${why}`);
      return;
    }
    const token = raw['github-token'] ?? '';
    const repository = env['GITHUB_REPOSITORY'] ?? '';
    if (token === '' || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
      log.warning('failure-issue: no issue is written, because there is no token for it: give github-token');
      return;
    }
    const subject: Subject = { repository, key: keyOf(raw, env, hostArch) };
    const api = { url: env['GITHUB_API_URL'] ?? 'https://api.github.com', token, log };
    const run = runOf(env, repository);
    const spoken =
      'error' in ending
        ? await reportFailure(api, subject, {
            digest: failureDigest(ending.error),
            changes: ending.changes,
            ...run,
          })
        : await reportSuccess(api, subject, { ...ending, ...run });
    tell(spoken, log);
  } catch (error) {
    log.warning(`failure-issue: ${problemOf(error)}`);
    if (!(error instanceof UserError)) log.debug(error instanceof Error ? (error.stack ?? '') : '');
  }
}

/** What of the step is needed. */
export interface Surroundings {
  readonly raw: RawInputs;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** Why this run has no issue to keep; undefined when it has. */
async function whyNot(raw: RawInputs, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  if (name !== 'schedule') return `the event is ${name === '' ? 'none' : name}, and only scheduled runs do`;
  const file = env['GITHUB_EVENT_PATH'] ?? '';
  // The payload only adds the name of the default branch: GitHub schedules no other one.
  const payload: unknown = file === '' ? {} : JSON.parse(await readFile(file, 'utf8'));
  if (!isScheduledOnDefaultBranch(env, isObject(payload) ? payload : {}))
    return `${env['GITHUB_REF'] ?? ''} is not the default branch`;
  return (await isForkLeftAlone(raw, env)) ? 'the repository is a fork' : undefined;
}

function keyOf(raw: RawInputs, env: NodeJS.ProcessEnv, hostArch: string): FailureKey {
  const given = (name: 'config' | 'target' | 'arch', other: string): string => {
    const text = (raw[name] ?? '').trim();
    return text === '' ? other : text;
  };
  return {
    workflow: env['GITHUB_WORKFLOW'] ?? '',
    config: given('config', '.'),
    target: given('target', ''),
    arch: given('arch', hostArch),
  };
}

function runOf(
  env: NodeJS.ProcessEnv,
  repository: string,
): { readonly runId: string; readonly runUrl: (id: string) => string } {
  const server = (env['GITHUB_SERVER_URL'] ?? 'https://github.com').replace(/\/+$/, '');
  return {
    runId: env['GITHUB_RUN_ID'] ?? '',
    runUrl: (id) => `${server}/${repository}/actions/runs/${id}`,
  };
}

function tell({ did, url }: Spoken, log: Log): void {
  const text =
    did === 'left closed'
      ? 'this failure is known, and its issue was closed as not planned: nothing is written'
      : did;
  if (did === 'nothing') log.debug('failure-issue: no issue is open');
  else log.info(`failure-issue: ${text}${url === undefined ? '' : ` ${url}`}`);
}

function problemOf(error: unknown): string {
  const message = messageOf(error);
  if (error instanceof NotAllowedError)
    return `no issue is written: the job needs \`permissions: issues: write\` for it (${message})`;
  if (/answered 410\b/.test(message))
    return `no issue is written: the repository has its issues turned off (${message}); turn them on in its settings, or leave failure-issue out`;
  return `no issue is written: ${message}; the summary of the run says the same`;
}
