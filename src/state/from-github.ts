import { mkdir, rm } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { artifactLocation, artifactsNamed, type RepositoryArtifact } from '../github/artifacts.ts';
import { isForeignEvent, workflowRun } from '../github/runs.ts';
import { fetchZip, type StateNetwork } from './fetch-zip.ts';
import { failureSince, lostArtifacts, type GithubRun } from './github-checks.ts';
import { openState } from './open-state.ts';
import type { PreviousBuild, Wanted } from './previous.ts';
import { FILE_LIMIT } from './state-files.ts';

/** Candidates that are looked at: those of runs that failed after all, or of another workflow, are passed over. */
const LOOKED_AT = 10;

/** What is looked for, and where. */
export interface GithubSearch {
  readonly github: GithubRun;
  /** Names the artifact may have; the first is the usual one. */
  readonly artifacts: readonly [string, ...string[]];
  readonly wanted: Wanted;
  /** Directory for the state files; made anew. */
  readonly dir: string;
  readonly network: StateNetwork;
}

/**
 * The state of the newest build of this workflow on this branch whose run succeeded and whose metadata are still kept.
 * What a pull request or another repository has made is never taken, whatever its branch is called.
 *
 * @returns undefined when there is none.
 * @throws NotAllowedError when the token may not look, UserError for state that is damaged or foreign.
 */
export async function findOnGithub(search: GithubSearch): Promise<PreviousBuild | undefined> {
  const { github, wanted, dir, network } = search;
  const { api, place } = github;
  const { repository } = place;
  const artifact = await newestArtifact(search);
  if (artifact?.run === undefined) return undefined;
  if (artifact.size > FILE_LIMIT)
    throw new UserError(`${artifact.name} has ${artifact.size} bytes, metadata have fewer`);
  const location = await artifactLocation(api, repository, artifact.id);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await fetchZip(location, dir, wanted.arch, network, artifact.sha256);
  const record = await openState(dir, wanted);
  const run = artifact.run.id;
  return {
    record,
    dir,
    from: `artifact ${artifact.name} of run ${run}`,
    lostImages: async (kinds) => await lostArtifacts(github, run, record.images, kinds),
    failedSince: await failureSince(github),
  };
}

async function newestArtifact({
  github: { api, place, id: own },
  artifacts: names,
  network: { log },
}: GithubSearch): Promise<RepositoryArtifact | undefined> {
  const { repository, path, branch } = place;
  const [name] = names;
  const found = await Promise.all(names.map(async (one) => await artifactsNamed(api, repository, one)));
  // The ids of a repository's artifacts grow.
  const all = found.flat().toSorted((a, b) => b.id - a.id);
  const ours = all.filter(({ run }) => run !== undefined && run.isOwn && run.branch === branch);
  const kept = ours.filter(({ expired }) => !expired);
  const [newest] = ours;
  if (newest !== undefined && kept.length === 0)
    log.notice(`previous-build: the metadata of earlier builds (${name}) have expired`);
  const foreign = all.length - ours.length;
  if (kept.length === 0 && foreign > 0)
    log.info(`previous-build: ${foreign} artifacts ${name} are of other branches or of forks`);
  for (const artifact of kept.slice(0, LOOKED_AT)) {
    if (artifact.run === undefined || artifact.run.id === own) continue;
    const run = await workflowRun(api, repository, artifact.run.id);
    if (run.path === path && run.conclusion === 'success' && !isForeignEvent(run.event)) return artifact;
    log.info(
      `previous-build: run ${run.id} is passed over: ${run.path} on ${run.event}, ${run.conclusion || 'not over'}`,
    );
  }
  return undefined;
}
