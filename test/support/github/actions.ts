import type { JsonObject } from '../../../src/json.ts';

/** A workflow run as the server keeps it. */
export interface KeptRun {
  readonly id: number;
  /** Below the repository. */
  readonly path: string;
  readonly event: string;
  readonly branch: string;
  /** null while it goes on. */
  readonly conclusion: string | null;
  /** The branch is one of a fork. */
  readonly fork?: boolean;
}

/** An artifact as the server keeps it. */
export interface KeptArtifact {
  readonly id: number;
  readonly name: string;
  readonly run: number;
  /** Bytes. */
  readonly size: number;
  /** `sha256:…`, or null for one of an old client. */
  readonly digest: string | null;
  expired: boolean;
  /** Where its zip is. */
  readonly zipUrl: string;
}

/** What the server knows of workflows, newest first. */
export interface ActionsState {
  readonly runs: KeptRun[];
  readonly artifacts: KeptArtifact[];
}

const [OWN, FORK] = [1, 2];
const TIME = '2026-11-24T03:00:00Z';

/** Carries a request out that is about runs and artifacts. @returns undefined for any other */
export function carryOutActions(
  state: ActionsState,
  { id, values }: { readonly id: string; readonly values: Readonly<Record<string, string>> },
  url: URL,
): { status: number; body: unknown; headers?: Readonly<Record<string, string>> } | undefined {
  const [name, branch, status] = ['name', 'branch', 'status'].map((key) => url.searchParams.get(key));
  const run = (key: string): KeptRun | undefined =>
    state.runs.find((entry) => String(entry.id) === values[key]);
  const listed = (artifacts: readonly KeptArtifact[]): ReturnType<typeof carryOutActions> => {
    const [size, page] = [
      Number(url.searchParams.get('per_page') ?? 30),
      Number(url.searchParams.get('page') ?? 1),
    ];
    const named = artifacts.filter((artifact) => name === null || artifact.name === name);
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    return {
      status: 200,
      body: {
        total_count: named.length,
        artifacts: named
          .slice((page - 1) * size, page * size)
          .map((artifact) => shownArtifact(artifact, state, url.origin)),
      },
      ...(page * size < named.length ? { headers: { link: `<${next.href}>; rel="next"` } } : {}),
    };
  };
  switch (id) {
    case 'actions/list-artifacts-for-repo':
      return listed(state.artifacts);
    case 'actions/list-workflow-run-artifacts':
      return listed(state.artifacts.filter((artifact) => String(artifact.run) === values['run_id']));
    case 'actions/get-workflow-run': {
      const found = run('run_id');
      if (found === undefined) throw new Error(`there is no run ${values['run_id']}`);
      return { status: 200, body: shownRun(found, url.origin) };
    }
    case 'actions/list-workflow-runs': {
      const found = state.runs.filter(
        (entry) =>
          entry.path.endsWith(`/${values['workflow_id']}`) &&
          (branch === null || entry.branch === branch) &&
          (status === null ||
            (status === 'completed' ? entry.conclusion !== null : entry.conclusion === status)),
      );
      const count = Number(url.searchParams.get('per_page') ?? 30);
      const runs = found.slice(0, count).map((entry) => shownRun(entry, url.origin));
      return { status: 200, body: { total_count: found.length, workflow_runs: runs } };
    }
    case 'actions/download-artifact': {
      const artifact = state.artifacts.find((entry) => String(entry.id) === values['artifact_id']);
      if (artifact === undefined) throw new Error(`there is no artifact ${values['artifact_id']}`);
      return artifact.expired
        ? { status: 410, body: { message: 'Artifact has expired' } }
        : { status: 302, body: undefined, headers: { location: artifact.zipUrl } };
    }
    default:
      return undefined;
  }
}

function shownArtifact(
  { id, name, run, size, digest, expired }: KeptArtifact,
  { runs }: ActionsState,
  origin: string,
): JsonObject {
  const of = runs.find((entry) => entry.id === run);
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: size,
    url: `${origin}/artifacts/${id}`,
    archive_download_url: `${origin}/artifacts/${id}/zip`,
    expired,
    created_at: TIME,
    expires_at: TIME,
    updated_at: TIME,
    digest,
    workflow_run: {
      id: run,
      repository_id: OWN,
      head_repository_id: of?.fork === true ? FORK : OWN,
      head_branch: of?.branch ?? 'main',
      head_sha: 'a'.repeat(40),
    },
  };
}

function shownRun({ id, path, event, branch, conclusion, fork }: KeptRun, origin: string): JsonObject {
  const links = ['jobs', 'logs', 'check_suite', 'cancel', 'rerun', 'artifacts', 'workflow'];
  return {
    id,
    node_id: `R_${id}`,
    name: 'Nightly',
    head_branch: branch,
    run_number: id,
    display_title: 'Nightly',
    event,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    head_sha: 'a'.repeat(40),
    path,
    workflow_id: 7,
    url: `${origin}/runs/${id}`,
    html_url: `${origin}/ovirt/some-node/actions/runs/${id}`,
    created_at: TIME,
    updated_at: TIME,
    head_commit: null,
    head_repository: { id: fork === true ? FORK : OWN },
    repository: { id: OWN },
    ...Object.fromEntries(links.map((name) => [`${name}_url`, `${origin}/runs/${id}/${name}`])),
    pull_requests: [],
  };
}
