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

/** Days the metadata are worth keeping: the next build is compared with them, also when the images are gone. */
const METADATA_DAYS = 90;

/**
 * Days the metadata are kept: 90, as long as the images where those are kept longer, and no longer than the repository
 * allows.
 *
 * @param images days the images are kept; undefined = as the repository says.
 */
export function metadataRetention(images: number | undefined, env: NodeJS.ProcessEnv): number {
  const allowed = Number.parseInt(env['GITHUB_RETENTION_DAYS'] ?? '', 10);
  const wanted = Math.max(METADATA_DAYS, images ?? 0);
  return Number.isNaN(allowed) ? wanted : Math.min(wanted, allowed);
}
