import { run, type RunResult } from '../process/run.ts';
import type { Transport } from './url.ts';

/** Variables of the caller that reach git; everything else named GIT_* could change what it does. */
const KEPT = new Set(['GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH']);

/** A transfer that stays below 1000 bytes a second for a minute has stalled: git ends it by itself. */
const STALLED = ['http.lowSpeedLimit=1000', 'http.lowSpeedTime=60'];

/** Settings of {@link git} that go with a repository's address. */
export interface GitOptions {
  readonly cwd: string;
  /** Transports git may use, submodules included; none = no network at all. */
  readonly transports?: readonly Transport[];
  /** A configuration file to read instead of the user's. */
  readonly globalConfig?: string;
  /** Further variables, such as the author of a commit. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs git so that nothing but its arguments decides what it does: no configuration of the system or the user, no
 * hooks, no templates, no pager, no question at a terminal, no transport but those given.
 */
export async function git(args: readonly string[], options: GitOptions): Promise<RunResult> {
  return await run(
    [
      'git',
      ...['core.hooksPath=/dev/null', 'core.autocrlf=false', 'gc.auto=0', ...STALLED].flatMap((setting) => [
        '-c',
        setting,
      ]),
      ...args,
    ],
    { cwd: options.cwd, env: gitEnvironment(process.env, options) },
  );
}

/** The environment git gets; see {@link git}. */
export function gitEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  options: Omit<GitOptions, 'cwd'>,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || (name.startsWith('GIT_') && !KEPT.has(name)) || name === 'SSH_ASKPASS')
      continue;
    kept[name] = value;
  }
  const hasSsh = kept['GIT_SSH'] !== undefined || kept['GIT_SSH_COMMAND'] !== undefined;
  return {
    ...kept,
    ...(hasSsh
      ? {}
      : { GIT_SSH_COMMAND: 'ssh -oBatchMode=yes -oConnectTimeout=30 -oServerAliveInterval=20' }),
    ...options.env,
    // Messages are matched, so they have to be in one language.
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: options.globalConfig ?? '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: (options.transports ?? []).join(':') || 'none',
  };
}
