import { UserError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';
import { callApi, locate, type Api } from './api.ts';

/** An artifact as the REST API lists it. */
export interface RepositoryArtifact {
  readonly id: number;
  readonly name: string;
  /** Bytes of its zip. */
  readonly size: number;
  readonly expired: boolean;
  /** sha256 of its zip in hex; undefined where the API does not say it. */
  readonly sha256: string | undefined;
  /** The run it is of; undefined for one whose run is gone. */
  readonly run:
    | {
        readonly id: number;
        /** Branch the run was started on; of a pull request the branch it comes from, wherever that is. */
        readonly branch: string;
        /** False for a run of a pull request from another repository, which may have a branch of the same name. */
        readonly isOwn: boolean;
      }
    | undefined;
}

/** Entries of a page: as many as GitHub gives. */
const PAGE = 100;
/** Pages of a list: a job makes 500 artifacts at most, a matrix has several jobs, and a name is used in many runs. */
const PAGES = 10;

/** The artifacts of one name in a repository, in the order GitHub has them. @throws NotAllowedError, UserError */
export async function artifactsNamed(
  api: Api,
  repository: string,
  name: string,
): Promise<RepositoryArtifact[]> {
  return await listArtifacts(api, `/repos/${repository}/actions/artifacts`, { name });
}

/** All artifacts of a run. @throws NotAllowedError, UserError */
export async function artifactsOfRun(
  api: Api,
  repository: string,
  run: number,
): Promise<RepositoryArtifact[]> {
  return await listArtifacts(api, `/repos/${repository}/actions/runs/${run}/artifacts`, {});
}

async function listArtifacts(
  api: Api,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<RepositoryArtifact[]> {
  const found: RepositoryArtifact[] = [];
  for (let page = 1; page <= PAGES; page += 1) {
    const asked = new URLSearchParams({ ...query, per_page: String(PAGE), page: String(page) });
    const { body, link } = await callApi(api, { method: 'GET', path: `${path}?${asked.toString()}` });
    found.push(...artifactsOf(body));
    if (!/rel="next"/.test(link)) break;
  }
  return found;
}

/** An address the zip of an artifact can be got from for a minute, by whoever has it. @throws UserError */
export async function artifactLocation(api: Api, repository: string, id: number): Promise<string> {
  return await locate(api, `/repos/${repository}/actions/artifacts/${id}/zip`);
}

function artifactsOf(body: unknown): RepositoryArtifact[] {
  const list: unknown = isObject(body) ? body['artifacts'] : undefined;
  if (!Array.isArray(list)) throw new UserError('GitHub sent no list of artifacts');
  return list.flatMap((entry: unknown) => {
    const artifact = isObject(entry) ? artifactOf(entry) : undefined;
    return artifact === undefined ? [] : [artifact];
  });
}

function artifactOf(entry: JsonObject): RepositoryArtifact | undefined {
  const { id, name, size_in_bytes: size, expired, digest, workflow_run: run } = entry;
  if (typeof id !== 'number' || typeof name !== 'string' || typeof size !== 'number') return undefined;
  return {
    id,
    name,
    size,
    expired: expired !== false,
    sha256: typeof digest === 'string' ? /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1] : undefined,
    run: isObject(run) ? runOf(run) : undefined,
  };
}

function runOf(run: JsonObject): RepositoryArtifact['run'] {
  const { id, head_branch: branch, repository_id: own, head_repository_id: head } = run;
  if (typeof id !== 'number' || typeof branch !== 'string') return undefined;
  return { id, branch, isOwn: typeof own === 'number' && own === head };
}
