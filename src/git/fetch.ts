import { existsSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { RunResult } from '../process/run.ts';
import { copyWithout } from '../files/copy-without.ts';
import { git, type GitOptions } from './git.ts';
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
    await must(git(['init', '--quiet', '--template=', '--initial-branch=main'], options), address);
    await must(git(['remote', 'add', 'origin', address.url], options), address);
    const fetched = await fetchRef(address, request.ref, input, options);
    await must(git(['checkout', '--quiet', '--detach', fetched], options), address);
    if (request.submodules !== false) await updateSubmodules(address, input, options);
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
async function fetchRef(
  address: RepositoryAddress,
  ref: string | undefined,
  input: string,
  options: GitOptions,
): Promise<string> {
  const fetch = (args: readonly string[]): Promise<RunResult> =>
    git(['fetch', '--quiet', '--no-tags', ...args], options);
  const answer = await fetch(['--depth=1', 'origin', ref ?? 'HEAD']);
  if (answer.exitCode === 0) return 'FETCH_HEAD';
  if (ref !== undefined && isFullCommitId(ref) && /unadvertised object/.test(answer.stderr)) {
    // An older server hands out tips only; everything is fetched then, and the commit is looked for in it.
    const all = await fetch(['origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']);
    const found = await git(['cat-file', '-e', `${ref}^{commit}`], options);
    if (all.exitCode === 0 && found.exitCode === 0) return ref;
  }
  throw explain(address, ref, input, answer.stderr);
}

async function updateSubmodules(
  address: RepositoryAddress,
  input: string,
  options: GitOptions,
): Promise<void> {
  const args = ['submodule', '--quiet', 'update', '--init', '--recursive', '--force', '--depth=1'];
  const answer = await git(args, options);
  if (answer.exitCode === 0) return;
  throw new UserError(
    `${input}: ${address.shown}: a submodule could not be fetched at the commit that is recorded for it: ` +
      `${lastLine(answer.stderr)}. Its address may be one that is not allowed here (https, ssh), or the commit is gone`,
  );
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

function explain(
  address: RepositoryAddress,
  ref: string | undefined,
  input: string,
  stderr: string,
): UserError {
  const at = `${input}: ${address.shown}`;
  if (/couldn't find remote ref|not our ref|no such remote ref/i.test(stderr) && ref !== undefined) {
    const isId = isFullCommitId(ref);
    return new UserError(
      `${input}-ref: found ${JSON.stringify(ref)}, but ${address.shown} has no such ${isId ? 'commit' : 'branch or tag'}. ` +
        (isId
          ? 'Check the commit id, and that it is in this repository and not in a fork of it'
          : /^[0-9a-f]{7,39}$/i.test(ref)
            ? 'A shortened commit id cannot be fetched: give all 40 digits'
            : `List what there is with: git ls-remote ${address.shown}`),
    );
  }
  if (/does not appear to be a git repository|not found|does not exist/i.test(stderr)) {
    return new UserError(`${at}: there is no git repository (${lastLine(stderr)}). Check the address`);
  }
  if (
    /could not read Username|Authentication failed|Permission denied|terminal prompts disabled/i.test(stderr)
  ) {
    return new UserError(
      `${at}: the server wants a login or the repository does not exist (${lastLine(stderr)}). ` +
        'Configurations of git are not read here: use an ssh address with an agent, or check the repository out beforehand and give its path',
    );
  }
  return new UserError(`${at}: fetching ${ref ?? 'HEAD'} failed: ${lastLine(stderr)}`);
}

async function must(answer: Promise<RunResult>, address: RepositoryAddress): Promise<RunResult> {
  const result = await answer;
  if (result.exitCode === 0) return result;
  throw new UserError(`${address.shown}: git failed: ${lastLine(result.stderr)}`);
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const fatal = lines.find((line) => /^(fatal|error|remote):/.test(line));
  return (fatal ?? lines.at(-1) ?? 'no message').replaceAll(/:\/\/[^@/\s]*@/g, '://***@').trim();
}
