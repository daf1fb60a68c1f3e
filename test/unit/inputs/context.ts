import type { InputContext } from '../../../src/inputs/parse.ts';

/** What the parser knows of a machine where globs find nothing and every configuration is good. */
export function contextIn(cwd: string): InputContext {
  return {
    cwd,
    env: {},
    hostArch: 'x86_64',
    glob: async () => await Promise.resolve([]),
    checkConfig: async () => await Promise.resolve([]),
  };
}
