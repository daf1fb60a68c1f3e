import { existsSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { RetryPolicy } from '../net/retry.ts';
import type { RunResult } from '../process/run.ts';
import { copyWithout } from '../files/copy-without.ts';
import { accessError, finalText, lastLine } from './failures.ts';
import { git, type GitOptions } from './git.ts';
import { fetchThroughHistory } from './old-server.ts';
import { GIT_POLICY, gitRemote, type GitSource } from './source.ts';
import { updateSubmodules } from './submodules.ts';
import { unknownRef } from './unknown-ref.ts';
import {
  checkRef,
  checkRepositoryUrl,
  isFullCommitId,
  transportWarning,
  type RepositoryAddress,
  type Transport,
} from './url.ts';

/** What {@link fetchRepository} gets. */
export interface FetchRequest {
  /** https, ssh, scp-like ssh, http (warned), file, or a path. */
  readonly url: string;
  /** Full commit id, branch or tag; absent = what the repository's HEAD points at. */
  readonly ref?: string | undefined;
  /** Directory that is made anew. */
  readonly dest: string;
  /** Check submodules out at their recorded commits, whatever their depth; the default. */
  readonly submodules?: boolean;
  /** Absolute paths a plain directory is copied without, such as the work directory inside of it. */
  readonly exclude?: readonly string[];
  /** Name of the input the address came from, for messages. */
  readonly input?: string;
  /** Ends the pauses between attempts; a running git is stopped by a signal. */
  readonly signal?: AbortSignal | undefined;
  /** For tests; the default is {@link GIT_POLICY}. */
  readonly policy?: RetryPolicy;
}

/** What was fetched. */
export interface FetchedRepository {
  /** The commit that is checked out; `local` for a plain directory. */
  readonly commit: string;
  /** True when a name was given: tomorrow it can mean another commit. */
  readonly mutable: boolean;
}

/**
 * Fetches one commit of a repository, without history, and checks it out with its submodules.
 *
 * A branch or tag works like a commit id, but its commit is reported and warned about, because a build from it
 * cannot be repeated. No branch but the one asked for is transferred.
 *
 * @throws UserError for an address or ref that is refused, and when the repository or the ref cannot be had.
 */
export async function fetchRepository(request: FetchRequest, log: Log): Promise<FetchedRepository> {
  const input = request.input ?? 'base-config';
  const address = checkRepositoryUrl(request.url, input);
  if (request.ref !== undefined) checkRef(request.ref, `${input}-ref`);
  const warning = transportWarning(address, request.ref);
  if (warning !== undefined) log.warning(warning);
  await rm(request.dest, { recursive: true, force: true });
  await mkdir(request.dest, { recursive: true });
  if (isPlainDirectory(address)) return await copyDirectory(address, request, input, log);
  return await withLocalTrust(address, request.dest, async (globalConfig) => {
    const options: GitOptions = {
      cwd: request.dest,
      transports: transportsFor(address),
      ...(globalConfig === undefined ? {} : { globalConfig }),
    };
    const { signal, policy = GIT_POLICY } = request;
    const source: GitSource = { address, input, options, log, signal, policy };
    await start(source);
    const fetched = await fetchRef(source, request.ref);
    await must(git(['checkout', '--quiet', '--detach', fetched], options), address);
    if (request.submodules !== false) await updateSubmodules(source);
    const commit = (await must(git(['rev-parse', 'HEAD'], options), address)).stdout.trim();
    const mutable = request.ref === undefined || !isFullCommitId(request.ref);
    if (mutable) {
      const name = request.ref ?? 'its default branch';
      log.warning(
        `${input}: ${address.shown} at ${name} is commit ${commit} today; pin it with ${input}-ref: ${commit}`,
      );
    } else {
      log.info(`${input}: ${address.shown} at commit ${commit}`);
    }
    return { commit, mutable };
  });
}

/** A directory that is no repository, neither a checkout (whose .git can be a file) nor a bare one. */
function isPlainDirectory({ transport, url }: RepositoryAddress): boolean {
  if (transport !== 'file' || !url.startsWith('/')) return false;
  const isDirectory = statSync(url, { throwIfNoEntry: false })?.isDirectory() === true;
  return isDirectory && !existsSync(join(url, '.git')) && !existsSync(join(url, 'HEAD'));
}

async function copyDirectory(
  { url }: RepositoryAddress,
  { ref, dest, exclude }: FetchRequest,
  input: string,
  log: Log,
): Promise<FetchedRepository> {
  if (ref !== undefined) {
    throw new UserError(
      `${input}-ref: found ${ref}, but ${url} is a plain directory without commits; leave it out`,
    );
  }
  // Links are copied as they are: whether they may be followed is decided where they are read.
  await copyWithout(url, dest, [dest, ...(exclude ?? [])]);
  log.warning(`${input}: ${url} is a plain directory, so the image cannot say which commit it was made from`);
  return { commit: 'local', mutable: true };
}

/** Submodules may use what the repository itself is reached by, and the protected transports; paths only from a path. */
function transportsFor({ transport }: RepositoryAddress): Transport[] {
  return [...new Set<Transport>(['https', 'ssh', transport])];
}

/** @returns what to check out. */
async function fetchRef(source: GitSource, ref: string | undefined): Promise<string> {
  const { address, input } = source;
  const answer = await gitRemote(source, [
    'fetch',
    '--quiet',
    '--no-tags',
    '--depth=1',
    'origin',
    ref ?? 'HEAD',
  ]);
  if (answer.exitCode === 0) return 'FETCH_HEAD';
  const { stderr } = answer;
  const at = `${input}: ${address.shown}`;
  if (ref !== undefined && isFullCommitId(ref) && /unadvertised object/.test(stderr)) {
    source.log.info(`${at}: the server gives no commit by its id; looking for it in its branches`);
    if (await fetchThroughHistory(source, ref, async () => await start(source))) return ref;
    throw await unknownRef(source, ref);
  }
  if (/couldn't find remote ref|not our ref|no such remote ref/i.test(stderr) && ref !== undefined) {
    throw await unknownRef(source, ref);
  }
  const known = finalText(stderr);
  if (known !== undefined) throw new UserError(`${at}: ${known} (${lastLine(stderr)})`);
  throw (
    accessError(at, stderr) ?? new UserError(`${at}: fetching ${ref ?? 'HEAD'} failed: ${lastLine(stderr)}`)
  );
}

/** An empty repository that knows where it comes from. */
async function start({ address, options }: GitSource): Promise<void> {
  await mkdir(options.cwd, { recursive: true });
  await must(git(['init', '--quiet', '--template=', '--initial-branch=main'], options), address);
  await must(git(['remote', 'add', 'origin', address.url], options), address);
}

/**
 * Local repositories that belong to somebody else (a checkout mounted into a container, a job as root) are refused
 * by git unless a configuration file trusts them, and the command line's settings do not reach the serving side.
 * Whoever gave the path meant it, so a file that trusts is made, only for paths and only for the time of the fetch.
 */
async function withLocalTrust<T>(
  address: RepositoryAddress,
  dest: string,
  body: (globalConfig: string | undefined) => Promise<T>,
): Promise<T> {
  if (address.transport !== 'file') return await body(undefined);
  const file = `${dest}.gitconfig`;
  await writeFile(file, '[safe]\n\tdirectory = *\n', { mode: 0o600 });
  try {
    return await body(file);
  } finally {
    await rm(file, { force: true });
  }
}

async function must(answer: Promise<RunResult>, address: RepositoryAddress): Promise<RunResult> {
  const result = await answer;
  if (result.exitCode === 0) return result;
  throw new UserError(`${address.shown}: git failed: ${lastLine(result.stderr)}`);
}
