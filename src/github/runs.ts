import { UserError } from '../errors.ts';
import { isObject } from '../json.ts';
import { callApi, type Api } from './api.ts';

/** A workflow run, as far as it matters to a later one. */
export interface WorkflowRun {
  readonly id: number;
  /** `.github/workflows/nightly.yml`. */
  readonly path: string;
  readonly event: string;
  readonly branch: string;
  /** `success`, `failure`, `cancelled` …; empty while it goes on. */
  readonly conclusion: string;
  readonly url: string;
}

/** Which workflow, where. */
export interface WorkflowPlace {
  /** `owner/name`. */
  readonly repository: string;
  /** Below the repository: `.github/workflows/nightly.yml`. */
  readonly path: string;
  readonly branch: string;
}

/** Runs looked at to find whether the last one failed. */
const LOOKED_AT = 20;
/** Runs of a page, as many as GitHub gives: what {@link goodRuns} has at most. */
export const RUNS_PAGE = 100;

/**
 * What the environment of a step says about its workflow and branch.
 *
 * @returns undefined outside of a workflow run, and for one that is not about a branch of the repository: of a pull
 * request, a tag, a merge group.
 */
export function workflowPlace(env: NodeJS.ProcessEnv): WorkflowPlace | undefined {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const [, path = ''] =
    /^[^/]+\/[^/]+\/(\.github\/workflows\/[^/@]+)@/.exec(env['GITHUB_WORKFLOW_REF'] ?? '') ?? [];
  const branch = env['GITHUB_REF_NAME'] ?? '';
  const isBranch = (env['GITHUB_REF'] ?? '') === `refs/heads/${branch}` && branch !== '';
  const isTheirs = /^(?:pull_request|merge_group)/.test(env['GITHUB_EVENT_NAME'] ?? '');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || path === '' || !isBranch || isTheirs) return undefined;
  return { repository, path, branch };
}

/** One run. @throws NotAllowedError, UserError */
export async function workflowRun(api: Api, repository: string, id: number): Promise<WorkflowRun> {
  const { body } = await callApi(api, { method: 'GET', path: `/repos/${repository}/actions/runs/${id}` });
  const run = runOf(body);
  if (run === undefined) throw new UserError(`GitHub sent no workflow run ${id}`);
  return run;
}

/**
 * The last run of the workflow on the branch that came to an end, besides this one. Runs of pull requests are left out:
 * a fork's branch may have the name of ours. A run that was cancelled or skipped says nothing.
 *
 * @throws NotAllowedError, UserError
 */
export async function lastRun(api: Api, place: WorkflowPlace, own: number): Promise<WorkflowRun | undefined> {
  const runs = await listRuns(api, place, 'completed', LOOKED_AT);
  return runs.find(
    ({ id, event, conclusion }) =>
      id !== own && !isForeignEvent(event) && !['cancelled', 'skipped', ''].includes(conclusion),
  );
}

/**
 * The newest {@link RUNS_PAGE} runs of the workflow on the branch that succeeded, those somebody else can start among
 * them: see {@link isForeignEvent}.
 *
 * @throws NotAllowedError, UserError
 */
export async function goodRuns(api: Api, place: WorkflowPlace): Promise<WorkflowRun[]> {
  return await listRuns(api, place, 'success', RUNS_PAGE);
}

async function listRuns(
  api: Api,
  { repository, path, branch }: WorkflowPlace,
  status: 'completed' | 'success',
  count: number,
): Promise<WorkflowRun[]> {
  const query = new URLSearchParams({
    branch,
    status,
    exclude_pull_requests: 'true',
    per_page: String(count),
  });
  const file = encodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
  const { body } = await callApi(api, {
    method: 'GET',
    path: `/repos/${repository}/actions/workflows/${file}/runs?${query.toString()}`,
  });
  const list: unknown = isObject(body) ? body['workflow_runs'] : undefined;
  if (!Array.isArray(list)) throw new UserError('GitHub sent no list of workflow runs');
  return list.flatMap((entry: unknown) => runOf(entry) ?? []);
}

/** True for runs somebody without write permission can start with content of his own. */
export function isForeignEvent(event: string): boolean {
  return /^(?:pull_request|merge_group|workflow_run|issue|discussion|fork|watch)/.test(event);
}

function runOf(entry: unknown): WorkflowRun | undefined {
  if (!isObject(entry)) return undefined;
  const { id, path, event, head_branch: branch, conclusion, html_url: url } = entry;
  if (typeof id !== 'number' || typeof event !== 'string') return undefined;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  // A reusable workflow's path ends with `@` and a ref.
  return {
    id,
    path: text(path).replace(/@.*$/, ''),
    event,
    branch: text(branch),
    conclusion: text(conclusion),
    url: text(url),
  };
}
