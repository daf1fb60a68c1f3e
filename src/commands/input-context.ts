import { create } from '@actions/glob';
import { hostArch } from '../arch.ts';
import type { InputContext } from '../inputs/parse.ts';
import { checkConfig } from './check-config.ts';

/**
 * What the parser of inputs needs to know of this process.
 *
 * @param renderOnly nothing is composed.
 */
export function inputContext(env: NodeJS.ProcessEnv, renderOnly = false): InputContext {
  // The runner starts the action in the workspace; `.` means that on a laptop as well.
  const workspace = env['GITHUB_WORKSPACE'] ?? '';
  return {
    cwd: env['GITHUB_ACTIONS'] === 'true' && workspace !== '' ? workspace : process.cwd(),
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
