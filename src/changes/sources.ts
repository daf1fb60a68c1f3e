import type { BuildRecord } from '../build-record/record.ts';
import type { SourceChange } from './changes.ts';
import { compareLink } from './compare-link.ts';

/** A repository and one of its commits. */
export interface Source {
  readonly url: string;
  readonly commit: string;
}

/**
 * The repository of the workflow a build was made by, at the commit of its run.
 *
 * @returns undefined for a build that was no run, or whose configuration did not lie in the run's workspace.
 */
export function sourceOf({
  run,
  configPath,
}: Partial<Pick<BuildRecord, 'run' | 'configPath'>>): Source | undefined {
  if (run === undefined || run === null || configPath === undefined) return undefined;
  const url = /^(https?:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+)\/actions\/runs\/\d+$/.exec(run.url)?.[1];
  return url === undefined || !/^[0-9a-f]{40}$/.test(run.sha) ? undefined : { url, commit: run.sha };
}

/** @returns null for the same commit of the same repository */
export function compareSources(before: Source, after: Source): SourceChange | null {
  // A plain directory has no commit; what changed in it shows in the files of the configuration.
  if (before.url === after.url && before.commit === after.commit) return null;
  const link = compareLink(before, after);
  return { before, after, ...(link === undefined ? {} : { link }) };
}
