import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { isFullCommitId } from '../git/url.ts';
import { isObject, type JsonObject } from '../json.ts';

/** Bytes; GitHub's own limit of a payload is 25 MB. */
const LIMIT = 32 * 1024 * 1024;

/** What a workflow run is about, as far as a validation wants to know. */
export interface WorkflowEvent {
  /** `pull_request`, `merge_group` … */
  readonly name: string;
  /** Commit or branch to compare with; undefined when the event has none. */
  readonly base: string | undefined;
  /** Head commit of the pull request, which what is checked out may be a merge of. */
  readonly head?: string | undefined;
  /** The pull request, for its comment. */
  readonly pullRequest: { readonly number: number; readonly fromFork: boolean } | undefined;
}

/**
 * Reads the event of the run from the payload the runner has written.
 *
 * @throws UserError for a payload that cannot be read.
 */
export async function readEvent(env: NodeJS.ProcessEnv): Promise<WorkflowEvent> {
  const name = env['GITHUB_EVENT_NAME'] ?? '';
  const file = env['GITHUB_EVENT_PATH'] ?? '';
  return eventOf(name, file === '' ? {} : await payloadOf(file));
}

async function payloadOf(file: string): Promise<JsonObject> {
  try {
    if (statSync(file).size > LIMIT) throw new Error(`it has more than ${LIMIT} bytes`);
    const payload: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isObject(payload)) return payload;
    throw new Error('it is no JSON object');
  } catch (error) {
    throw new UserError(`GITHUB_EVENT_PATH: ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/** What an event is about. @param payload as GitHub's documentation of webhooks has it */
export function eventOf(name: string, payload: JsonObject): WorkflowEvent {
  const none = { name, base: undefined, pullRequest: undefined };
  const defaultBranch = textOf(objectOf(payload['repository'])['default_branch']);
  switch (name) {
    case 'pull_request':
    case 'pull_request_target': {
      const pull = objectOf(payload['pull_request']);
      const [base, head] = [objectOf(pull['base']), objectOf(pull['head'])];
      const { number } = pull;
      // The head's repository is null when it was deleted since.
      const owners = [base, head].map((side) => textOf(objectOf(side['repo'])['full_name']));
      return {
        name,
        base: commitOf(base['sha']) ?? textOf(base['ref']),
        head: commitOf(head['sha']),
        pullRequest:
          typeof number === 'number' && Number.isSafeInteger(number) && number > 0
            ? { number, fromFork: owners[0] !== owners[1] }
            : undefined,
      };
    }
    case 'merge_group':
      return { ...none, base: commitOf(objectOf(payload['merge_group'])['base_sha']) };
    case 'push':
      return { ...none, base: commitOf(payload['before']) ?? defaultBranch };
    case 'workflow_dispatch':
      return { ...none, base: defaultBranch };
    default:
      return none;
  }
}

/**
 * Whether this is a scheduled run of the default branch. GitHub schedules no other one; a program that plays its part
 * may.
 *
 * @param payload of the event; without the name of the branch the event's own name is believed.
 */
export function isScheduledOnDefaultBranch(env: NodeJS.ProcessEnv, payload: JsonObject): boolean {
  if (env['GITHUB_EVENT_NAME'] !== 'schedule') return false;
  const branch = textOf(objectOf(payload['repository'])['default_branch']);
  return branch === undefined || env['GITHUB_REF'] === `refs/heads/${branch}`;
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A commit id that is one: a new branch was nothing but zeros before. */
function commitOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text !== undefined && isFullCommitId(text) && !/^0+$/.test(text) ? text : undefined;
}

/**
 * True for a scheduled run of a repository that is a fork of another.
 *
 * UNVERIFIED: that the payload of a schedule names the repository; where it does not, the run counts as no fork's.
 *
 * @throws UserError for a payload that cannot be read.
 */
export async function isScheduledFork(env: NodeJS.ProcessEnv): Promise<boolean> {
  const file = env['GITHUB_EVENT_PATH'] ?? '';
  if (env['GITHUB_EVENT_NAME'] !== 'schedule' || file === '') return false;
  return objectOf((await payloadOf(file))['repository'])['fork'] === true;
}
