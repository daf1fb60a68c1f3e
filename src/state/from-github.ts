import { mkdir, rm } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { artifactLocation, artifactsNamed, type RepositoryArtifact } from '../github/artifacts.ts';
import { goodRuns, isForeignEvent, RUNS_PAGE, workflowRun, type WorkflowRun } from '../github/runs.ts';
import { fetchZip, type StateNetwork } from './fetch-zip.ts';
import { failureSince, lostArtifacts, type GithubRun } from './github-checks.ts';
import { openState } from './open-state.ts';
import type { PreviousBuild, Wanted } from './previous.ts';
import { FILE_LIMIT } from './state-files.ts';

/** Runs that are asked about one by one: older ones than the list of those that succeeded goes back to. */
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
  /** Somebody asked for an earlier build: that none of those there are will do is more than a line of the log then. */
  readonly isAsked: boolean;
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

async function newestArtifact(search: GithubSearch): Promise<RepositoryArtifact | undefined> {
  const { api, place, id: own } = search.github;
  const { repository, path, branch } = place;
  const { artifacts: names, isAsked, network } = search;
  const [name] = names;
  const { log } = network;
  const say = (text: string): void => {
    if (isAsked) log.notice(`previous-build: ${text}`);
    else log.info(`previous-build: ${text}`);
  };
  const [found, good] = await Promise.all([
    Promise.all(names.map(async (one) => await artifactsNamed(api, repository, one))),
    goodRuns(api, place),
  ]);
  // The ids of a repository's artifacts grow; nobody says in which order a list is.
  const all = found.flat().toSorted((a, b) => b.id - a.id);
  const others = all.filter(({ run }) => run?.id !== own);
  const ours = others.filter(({ run }) => run !== undefined && run.isOwn && run.branch === branch);
  const kept = ours.filter(({ expired }) => !expired);
  const isGood = ({ path: of, conclusion, event }: WorkflowRun): boolean =>
    of === path && conclusion === 'success' && !isForeignEvent(event);
  const known = new Set(good.filter(isGood).map(({ id }) => id));
  const oldest = good.length < RUNS_PAGE ? 0 : Math.min(...good.map(({ id }) => id));
  let asked = 0;
  for (const artifact of kept) {
    const { run } = artifact;
    if (run === undefined) continue;
    if (known.has(run.id)) return artifact;
    if (run.id >= oldest || asked === LOOKED_AT) continue;
    asked += 1;
    if (isGood(await workflowRun(api, repository, run.id))) return artifact;
  }
  if (kept.length > 0)
    say(`${kept.length} artifacts ${name} of this branch, and none of a run of ${path} that succeeded`);
  else if (ours.length > 0)
    log.notice(`previous-build: the metadata of earlier builds (${name}) have expired`);
  else if (others.length > 0) say(`${others.length} artifacts ${name} are of other branches or of forks`);
  return undefined;
}
