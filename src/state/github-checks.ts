import type { RecordedImage } from '../build-record/record.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Api } from '../github/api.ts';
import { artifactsOfRun, type RepositoryArtifact } from '../github/artifacts.ts';
import { lastRun, type WorkflowPlace, type WorkflowRun } from '../github/runs.ts';

/** The workflow run this build is part of, and how GitHub is asked about others. */
export interface GithubRun {
  readonly api: Api;
  readonly place: WorkflowPlace;
  readonly id: number;
  readonly attempt: number;
}

/** Why the last night counts as failed, as it does when nobody can tell; undefined when it did not. */
export async function failureSince({ api, place, id, attempt }: GithubRun): Promise<string | undefined> {
  if (attempt > 1) return `this is attempt ${attempt} of the run`;
  let last: WorkflowRun | undefined;
  try {
    last = await lastRun(api, place, id);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `nobody can tell whether the last run failed: ${messageOf(error)}`;
  }
  if (last === undefined || last.conclusion === 'success') return undefined;
  return `the last run ended with ${last.conclusion} (${last.url === '' ? last.id : last.url})`;
}

/**
 * Why the images a run uploaded cannot be counted on, one text each; empty = all are there. That nobody can tell is a
 * reason too.
 */
export async function lostArtifacts(
  { api, place }: Pick<GithubRun, 'api' | 'place'>,
  run: number,
  images: readonly RecordedImage[],
  kinds: readonly string[],
): Promise<string[]> {
  let listed: RepositoryArtifact[];
  try {
    listed = await artifactsOfRun(api, place.repository, run);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`nobody can tell whether its images are there: ${messageOf(error)}`];
  }
  return kinds.flatMap((kind) => {
    const image = images.find((entry) => entry.kind === kind);
    if (image === undefined) return [`it has no ${kind}`];
    if (image.artifact === null) return [`its ${kind} was not uploaded`];
    const { id } = image.artifact;
    const artifact = listed.find((entry) => entry.id === id);
    if (artifact === undefined) return [`its ${kind} was removed (artifact ${id})`];
    return artifact.expired ? [`its ${kind} has expired (artifact ${id})`] : [];
  });
}
