import { cp, mkdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { run, type RunResult } from '../process/run.ts';

/** A base configuration on this machine. */
export interface FetchedRepository {
  /** Full commit id, or `local` for a plain directory. */
  readonly commit: string;
}

/** What is fetched. */
export interface RepositoryRequest {
  readonly url: string;
  /** Commit, tag or branch; undefined = the default branch. */
  readonly ref: string | undefined;
  /** Directory that is made. */
  readonly dest: string;
}

/** Nothing of the machine's or the user's git configuration takes part, and no hook of a repository runs. */
function gitEnv(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('GIT_CONFIG'),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'https:http:ssh:file',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: '/dev/null',
    GIT_CONFIG_KEY_1: 'protocol.file.allow',
    GIT_CONFIG_VALUE_1: 'always',
    GIT_CONFIG_KEY_2: 'safe.directory',
    GIT_CONFIG_VALUE_2: '*',
  };
}

async function git(cwd: string, ...args: string[]): Promise<RunResult> {
  return await run(['git', ...args], { cwd, env: gitEnv() });
}

async function mustGit(what: string, cwd: string, ...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await git(cwd, ...args);
  if (exitCode !== 0) {
    const said =
      stderr
        .trim()
        .split('\n')
        .findLast((line) => /^(fatal|error):/.test(line)) ?? stderr.trim();
    throw new UserError(`${what}: ${said}`);
  }
  return stdout.trim();
}

/** True for a full commit id. */
export function isCommitId(ref: string | undefined): boolean {
  return ref !== undefined && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(ref);
}

/**
 * Fetches one commit of a repository with its submodules at their recorded commits. A plain directory that is no
 * repository is copied.
 *
 * @throws UserError for a transport that is not https, ssh, file or a path, and for a ref that is not there.
 */
export async function fetchRepository(request: RepositoryRequest, log: Log): Promise<FetchedRepository> {
  const { url, ref, dest } = request;
  refuseTransport(url);
  await rm(dest, { recursive: true, force: true });
  await mkdir(dest, { recursive: true });
  if (url.startsWith('/') && !existsSync(join(url, '.git')) && !existsSync(join(url, 'HEAD'))) {
    await cp(url, dest, { recursive: true, verbatimSymlinks: true });
    return { commit: 'local' };
  }
  const what = `base-config: ${url}`;
  await mustGit(what, dest, 'init', '--quiet');
  await mustGit(what, dest, 'remote', 'add', 'origin', url);
  const wanted = ref ?? 'HEAD';
  await mustGit(
    `${what}: base-config-ref ${wanted}`,
    dest,
    'fetch',
    '--quiet',
    '--depth=1',
    'origin',
    wanted,
  );
  await mustGit(what, dest, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
  const commit = await mustGit(what, dest, 'rev-parse', 'HEAD');
  await mustGit(
    `${what}: submodules`,
    dest,
    'submodule',
    'update',
    '--quiet',
    '--init',
    '--recursive',
    '--depth=1',
  );
  if (!isCommitId(ref)) {
    log.warning(
      `base-config-ref: ${wanted} can move; it is ${commit} now. Pin it with base-config-ref: ${commit}`,
    );
  }
  if (url.startsWith('http:')) log.warning(`base-config: ${url} is fetched over an unprotected transport`);
  return { commit };
}

function refuseTransport(url: string): void {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  const scp = /^[\w.-]+@[\w.-]+:/.test(url);
  if (url.startsWith('-') || url.includes('::')) throw new UserError(`base-config: ${url}: refused`);
  if (
    url.startsWith('/') ||
    scp ||
    (scheme !== undefined && ['https', 'http', 'ssh', 'file'].includes(scheme))
  )
    return;
  throw new UserError(`base-config: ${url}: expected https, ssh, file or a path`);
}

/**
 * Makes a directory a repository with one commit: the assembler wants to know what it builds. Author and time are
 * fixed, so the same tree is the same commit.
 */
export async function commitTree(dir: string, message: string): Promise<string> {
  await rm(join(dir, '.git'), { recursive: true, force: true });
  const what = `the rendered configuration in ${dir}`;
  await mustGit(what, dir, 'init', '--quiet', '--initial-branch=main');
  await mustGit(what, dir, 'add', '--all', '--force');
  const env = {
    ...gitEnv(),
    GIT_AUTHOR_DATE: '2000-01-01T00:00:00Z',
    GIT_COMMITTER_DATE: '2000-01-01T00:00:00Z',
  };
  const { exitCode, stderr } = await run(
    [
      'git',
      '-c',
      'user.name=ovirt-node-image',
      '-c',
      'user.email=noreply@localhost',
      'commit',
      '--quiet',
      '--message',
      message,
    ],
    { cwd: dir, env },
  );
  if (exitCode !== 0) throw new UserError(`${what}: git commit failed: ${stderr.trim()}`);
  return await mustGit(what, dir, 'rev-parse', 'HEAD');
}
