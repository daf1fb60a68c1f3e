import { create } from '@actions/glob';
import { hostArch } from '../arch.ts';
import type { InputContext } from '../inputs/parse.ts';
import { checkConfig } from './check-config.ts';

/** The directory relative inputs of the action start from: the runner starts it in the workspace. */
export function workspaceOf(env: NodeJS.ProcessEnv): string {
  const workspace = env['GITHUB_WORKSPACE'] ?? '';
  return env['GITHUB_ACTIONS'] === 'true' && workspace !== '' ? workspace : process.cwd();
}

/**
 * What the parser of inputs needs to know of this process.
 *
 * @param cwd absolute; relative inputs start from it: {@link workspaceOf} of the action, and the current directory of a
 * command line, wherever it is typed.
 * @param renderOnly nothing is composed.
 */
export function inputContext(env: NodeJS.ProcessEnv, cwd: string, renderOnly = false): InputContext {
  return {
    cwd,
    env,
    hostArch: hostArch(),
    renderOnly,
    glob: async (patterns) => {
      const globber = await create(patterns.join('\n'), {
        matchDirectories: false,
        followSymbolicLinks: false,
      });
      return (await globber.glob()).sort();
    },
    checkConfig: async (inputs, refused) => await checkConfig(inputs, { refused, renderOnly }),
  };
}
