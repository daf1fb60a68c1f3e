import type { ArtifactClient } from '@actions/artifact';

/** What is used of the artifact client; a test hands in its own. */
export type ArtifactService = Pick<ArtifactClient, 'uploadArtifact' | 'listArtifacts' | 'deleteArtifact'>;

/** Why nothing can be uploaded from here, or undefined when it can. */
export function whyNoService(env: NodeJS.ProcessEnv): string | undefined {
  const missing = ['ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN'].filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) return `there is no artifact service here (${missing.join(' and ')} not set)`;
  const host = new URL(env['GITHUB_SERVER_URL'] ?? 'https://github.com').hostname.toLowerCase();
  if (host !== 'github.com' && !host.endsWith('.ghe.com') && !host.endsWith('.localhost')) {
    return `GitHub Enterprise Server (${host}) does not offer this artifact service`;
  }
  return undefined;
}

/** The real client. It is large, so it is loaded only where something is uploaded. */
export async function loadService(): Promise<ArtifactService> {
  const { DefaultArtifactClient } = await import('@actions/artifact');
  return new DefaultArtifactClient();
}
