import { HttpClient } from '@actions/http-client';
import { BearerCredentialHandler } from '@actions/http-client/lib/auth';
import { isObject } from '../json.ts';
import { ServiceError, type Delivered } from './service.ts';

const METHOD = 'twirp/github.actions.results.api.v1.ArtifactService/FinalizeArtifact';

// UNVERIFIED: that the service takes a second finalize after one it refused or whose answer was lost
// (reference/toolchain.md, section 4 has the requests; nobody has reported trying).

/**
 * Finalizes an artifact whose content has arrived. The client can only begin anew, and that is refused: an artifact
 * once created holds its name for the whole workflow run (seen in atlanhq/application-sdk pull request 3711), while
 * a finalize that was refused or lost may well be taken a little later.
 *
 * @returns the artifact's id.
 * @throws ServiceError when the service refuses; Error when it cannot be reached.
 */
export async function finalizeArtifact(
  name: string,
  { size, sha256 }: Delivered,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const token = env['ACTIONS_RUNTIME_TOKEN'] ?? '';
  const http = new HttpClient('ovirt-node-image', [new BearerCredentialHandler(token)]);
  const url = new URL(`/${METHOD}`, env['ACTIONS_RESULTS_URL']).href;
  const request = {
    ...backendIds(token),
    name,
    size: String(size),
    hash: `sha256:${sha256}`,
  };
  const response = await http.post(url, JSON.stringify(request), { 'content-type': 'application/json' });
  const status = response.message.statusCode ?? 0;
  const body = parsed(await response.readBody());
  if (status !== 200 || body['ok'] !== true) {
    const reason = typeof body['msg'] === 'string' ? `: ${body['msg']}` : '';
    throw new ServiceError(`FinalizeArtifact was answered with status ${status}${reason}`, { status });
  }
  const id = Number(body['artifact_id']);
  if (!Number.isSafeInteger(id) || id <= 0)
    throw new ServiceError('FinalizeArtifact was answered without an id');
  return id;
}

/** The ids of the run and the job, which the token carries: `scp` holds `Actions.Results:RUN:JOB`. */
function backendIds(token: string): Record<string, string> {
  const claims = parsed(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const scopes = typeof claims['scp'] === 'string' ? claims['scp'].split(' ') : [];
  for (const [kind, run, job] of scopes.map((scope) => scope.split(':'))) {
    if (kind === 'Actions.Results' && run !== undefined && job !== undefined) {
      return { workflow_run_backend_id: run, workflow_job_run_backend_id: job };
    }
  }
  throw new ServiceError('ACTIONS_RUNTIME_TOKEN does not name the run and the job');
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {}; // a proxy's error page: the status says enough
  }
}
