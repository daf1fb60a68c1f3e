import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_FILE } from '../build-record/record.ts';
import { UserError } from '../errors.ts';
import { NotAllowedError, type Api } from '../github/api.ts';
import { workflowPlace } from '../github/runs.ts';
import { redactUrl } from '../log/redact.ts';
import type { StateNetwork } from './fetch-zip.ts';
import { findOnGithub } from './from-github.ts';
import { failureSince, lostArtifacts, type GithubRun } from './github-checks.ts';
import { fetchGiven } from './given.ts';
import { lostFiles } from './image-files.ts';
import { openState } from './open-state.ts';
import type { PreviousBuild, Wanted } from './previous.ts';

const FAILED_HERE = 'the last build in this work directory came to no good end';

/** Where the earlier build is looked for. */
export interface PreviousSearch {
  /** The input `previous-build`: a directory or web address; `none`; undefined = wherever there is one. */
  readonly place: string | undefined;
  readonly wanted: Wanted;
  /** Names the metadata's artifact may have; the first is the usual one. */
  readonly artifacts: readonly [string, ...string[]];
  readonly token: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly workDir: string;
  readonly network: StateNetwork;
  /** The last build in this work directory did not come to a good end. */
  readonly failedHere: boolean;
  /** Somebody asked for an earlier build: that the token may not look is no more than a line of the log otherwise. */
  readonly isAsked: boolean;
  /** For tests. */
  readonly apiPolicy?: Api['policy'];
}

/**
 * The build before this one: the one that was named, else that of the last good run of the workflow, else the one in
 * the work directory. State that is missing, expired, damaged or of something else is a notice, and no reason to fail:
 * the build goes on as a first one.
 */
export async function findPrevious(search: PreviousSearch): Promise<PreviousBuild | undefined> {
  const { place, workDir, wanted, artifacts, network, isAsked } = search;
  const { log } = network;
  if (place === 'none') return undefined;
  const dir = join(workDir, 'previous');
  const github = githubRun(search);
  try {
    if (place !== undefined) {
      await fetchGiven(place, dir, wanted.arch, network);
      return await withChecks(search, github, redactUrl(place));
    }
    // Where GitHub has none the work directory counts for nothing: a pull request may have been built in it.
    if (github !== undefined) {
      const found = await findOnGithub({ github, artifacts, wanted, dir, network, isAsked });
      return found === undefined || !search.failedHere ? found : { ...found, failedSince: FAILED_HERE };
    }
    const metadata = join(workDir, 'metadata');
    if (!existsSync(join(metadata, RECORD_FILE))) return undefined;
    // Copied, because the next build lays its own metadata out where these are.
    await fetchGiven(metadata, dir, wanted.arch, network);
    return await withChecks(search, undefined, metadata);
  } catch (error) {
    network.signal?.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    const from = place === undefined ? '' : `${redactUrl(place)}: `;
    const text = `previous-build: ${from}${reasonOf(error)}; this build goes on as a first one, without the state of an earlier one`;
    if (error instanceof NotAllowedError && !isAsked) log.info(text);
    else log.notice(text);
    return undefined;
  }
}

function reasonOf(error: UserError): string {
  return error instanceof NotAllowedError
    ? `earlier runs cannot be looked at; the job needs \`permissions: actions: read\` for it (${error.message})`
    : error.message;
}

/** A build whose state lies in the directory for it: its images are files here, or artifacts of its run. */
async function withChecks(
  { workDir, wanted, failedHere }: PreviousSearch,
  github: GithubRun | undefined,
  from: string,
): Promise<PreviousBuild> {
  const dir = join(workDir, 'previous');
  const record = await openState(dir, wanted);
  const { run, images } = record;
  return {
    record,
    dir,
    from,
    lostImages: async (kinds) => {
      const lost = await lostFiles(images, kinds, join(workDir, 'images'));
      const isOwn = run?.url.includes(`/${github?.place.repository}/actions/runs/`) === true;
      if (lost.length === 0 || github === undefined || run === null || !isOwn) return lost;
      return await lostArtifacts(github, run.id, images, kinds);
    },
    failedSince: failedHere ? FAILED_HERE : github === undefined ? undefined : await failureSince(github),
  };
}

/** undefined where earlier runs cannot or must not be looked for: no run, no token, a pull request. */
function githubRun({ env, token, network, apiPolicy }: PreviousSearch): GithubRun | undefined {
  const place = workflowPlace(env);
  const id = Number(env['GITHUB_RUN_ID'] ?? '');
  if (env['GITHUB_ACTIONS'] !== 'true' || place === undefined || token === undefined) return undefined;
  const url = env['GITHUB_API_URL'] ?? 'https://api.github.com';
  const policy = apiPolicy === undefined ? {} : { policy: apiPolicy };
  return {
    api: { url, token, log: network.log, ...policy },
    place,
    id,
    attempt: Number(env['GITHUB_RUN_ATTEMPT'] ?? '1'),
  };
}
