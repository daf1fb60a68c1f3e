import { UserError } from '../errors.ts';

/** Host of a GitHub Enterprise Server, undefined elsewhere; the same rule as the artifact client's own. */
function enterpriseServer(env: NodeJS.ProcessEnv): string | undefined {
  const host = new URL(env['GITHUB_SERVER_URL'] ?? 'https://github.com').hostname.toLowerCase();
  const known = host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost');
  return known ? undefined : host;
}

/** Why nothing can be uploaded from here, or undefined when it can. */
export function whyNoService(env: NodeJS.ProcessEnv): string | undefined {
  const missing = ['ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN'].filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) return `there is no artifact service here (${missing.join(' and ')} not set)`;
  const host = enterpriseServer(env);
  return host === undefined ? undefined : `GitHub Enterprise Server (${host}) lacks this artifact service`;
}

/**
 * Stops a job that could only find out after an hour that its images have nowhere to go.
 *
 * @throws UserError in a workflow on a GitHub Enterprise Server when an upload is asked for.
 */
export function refuseImpossibleUpload(upload: boolean, env: NodeJS.ProcessEnv): void {
  const host = enterpriseServer(env);
  if (!upload || host === undefined || env['GITHUB_ACTIONS'] !== 'true') return;
  throw new UserError(
    `upload: true, but ${host} is a GitHub Enterprise Server, which lacks the artifact service of github.com; ` +
      'set `upload: false` and hand the paths in the outputs to an upload step of your own (actions/upload-artifact@v3)',
  );
}
