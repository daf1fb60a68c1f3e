import type { Log } from '../log/log.ts';

/**
 * Days the artifacts are kept: what was asked for, but no more than the repository allows
 * (`GITHUB_RETENTION_DAYS`, which the runner sets), with a warning when that is less.
 */
export function allowedRetention(
  asked: number | undefined,
  env: NodeJS.ProcessEnv,
  log: Log,
): number | undefined {
  const allowed = Number.parseInt(env['GITHUB_RETENTION_DAYS'] ?? '', 10);
  if (asked === undefined || Number.isNaN(allowed) || asked <= allowed) return asked;
  log.warning(
    `retention-days: ${asked} asked for, this repository allows ${allowed}: the artifacts are kept for ${allowed} days ` +
      '(Settings > Actions > General > Artifact and log retention)',
  );
  return allowed;
}
