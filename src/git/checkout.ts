import { realpath } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { RunResult } from '../process/run.ts';
import { accessError, lastLine } from './failures.ts';
import { git } from './git.ts';
import { GIT_POLICY, gitRemote } from './source.ts';
import { checkRepositoryUrl, type RepositoryAddress, type Transport } from './url.ts';

/** A checkout somebody else made, such as the runner's workspace, with its history as far as it is there. */
export interface Checkout {
  /** Absolute real path of its top directory. */
  readonly top: string;
  /** Full id of the commit that is checked out. */
  readonly head: string;
  /** Where `origin` is; undefined for a repository that has none. */
  readonly origin: RepositoryAddress | undefined;
}

/** Nothing the repository's own configuration names may run when its files are compared. */
const SETTINGS = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];

/** Sets of arguments that make git trust a directory whoever owns it. */
function trusting(top: string): string[] {
  return ['-c', `safe.directory=${top}`];
}

/**
 * Finds the checkout a directory lies in.
 *
 * @param trusted take the directory for safe whoever owns it: on a runner the workspace of a job in a container belongs to
 *   another user. On a machine of many people that would run what others have put into a configuration.
 * @returns undefined when the directory lies in no checkout with a commit.
 * @throws UserError for a checkout of somebody else's that is not trusted.
 */
export async function openCheckout(dir: string, trusted: boolean): Promise<Checkout | undefined> {
  const trust = trusted ? trusting('*') : [];
  const found = await git([...SETTINGS, ...trust, 'rev-parse', '--show-toplevel', 'HEAD'], { cwd: dir });
  if (found.exitCode !== 0) {
    if (/dubious ownership|unsafe repository/.test(found.stderr))
      throw new UserError(
        `${dir}: lies in a git repository that belongs to another user; run this as that user`,
      );
    return undefined;
  }
  const [top = '', head = ''] = found.stdout.trim().split('\n');
  const url = await git([...SETTINGS, ...trusting(top), 'config', '--get', 'remote.origin.url'], {
    cwd: top,
  });
  const text = url.stdout.trim();
  return {
    top: await realpath(top),
    head,
    origin:
      url.exitCode === 0 && text !== '' ? checkRepositoryUrl(text, 'remote.origin.url', top) : undefined,
  };
}

/** Runs git on a checkout; what a partial clone has left out is fetched from where it came from. */
export async function gitOn(
  { top, origin }: Checkout,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  return await git([...SETTINGS, ...trusting(top), ...args], {
    cwd: top,
    transports: transportsOf(origin),
    env,
  });
}

/** The same for a command that has to end well. @throws UserError with what git says */
export async function mustOn(
  checkout: Checkout,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { exitCode, stdout, stderr } = await gitOn(checkout, args, env);
  if (exitCode === 0) return stdout;
  throw new UserError(`${checkout.top}: git ${args[0] ?? ''} failed: ${lastLine(stderr)}`);
}

/** Credentials for `origin`, for a checkout that keeps none. */
export interface Credentials {
  /** Configuration file for git that holds them. */
  readonly globalConfig: string;
}

/**
 * Fetches from `origin`, with the checkout's own credentials, and with the given ones when those will not do.
 *
 * @returns undefined when the server has no such ref; what git says otherwise.
 * @throws UserError when the server cannot be reached or refuses.
 */
export async function fetchOn(
  checkout: Checkout,
  args: readonly string[],
  { log, credentials }: { readonly log: Log; readonly credentials?: Credentials | undefined },
): Promise<RunResult> {
  const { origin, top } = checkout;
  if (origin === undefined)
    throw new UserError(`${top}: the repository has no remote \`origin\` to fetch from`);
  const attempt = async (globalConfig?: string): Promise<RunResult> =>
    await gitRemote(
      {
        address: origin,
        input: 'base',
        log,
        signal: undefined,
        policy: GIT_POLICY,
        options: {
          cwd: top,
          transports: transportsOf(origin),
          ...(globalConfig === undefined ? {} : { globalConfig }),
        },
      },
      [...SETTINGS, ...trusting(top), 'fetch', '--quiet', '--no-tags', '--no-recurse-submodules', ...args],
    );
  const answer = await attempt();
  const refused = answer.exitCode !== 0 && accessError('', answer.stderr) !== undefined;
  return refused && credentials !== undefined ? await attempt(credentials.globalConfig) : answer;
}

function transportsOf(origin: RepositoryAddress | undefined): Transport[] {
  return origin === undefined ? [] : [...new Set<Transport>(['https', 'ssh', origin.transport])];
}
