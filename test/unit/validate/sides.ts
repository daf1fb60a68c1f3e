import { join } from 'node:path';
import type { RenderSettings } from '../../../src/validate/rendering.ts';
import type { Side } from '../../../src/validate/side.ts';
import type { Target } from '../../../src/validate/targets.ts';
import { tempDir } from '../../support/temp.ts';
import { BASE, plant, USER, type Tree } from '../config-tree/trees.ts';

/** Where the configuration is in the repository of {@link sideOf}. */
export const NODE: Target = { kind: 'directory', path: 'node' };

/** What a test says of a side; the rest is in order. */
export interface AskedSide {
  readonly user?: Tree;
  /** Undefined = none is known. */
  readonly base?: Tree | undefined;
  /** Undefined = none were asked for; default: x86_64. */
  readonly arches?: readonly string[] | undefined;
  readonly submodules?: readonly string[];
  readonly render?: Partial<RenderSettings>;
}

/** A repository with a configuration in `node/`, as `validate` sees it. */
export async function sideOf(asked: AskedSide): Promise<Side> {
  const { user = USER, base = BASE, submodules = [], render } = asked;
  const root = await tempDir();
  await plant(join(root, 'node'), user);
  const planted =
    'base' in asked && asked.base === undefined ? undefined : await plant(await tempDir(), base);
  return {
    root,
    work: await tempDir(),
    arches: 'arches' in asked ? asked.arches : ['x86_64'],
    submodules,
    settingsRoot: root,
    warn: () => undefined,
    render: {
      basePath: 'base',
      placeholders: (arch) => ({ TARGET: 'el9', RELEASEVER: '9', ARCH: arch }),
      variables: [],
      overrides: '',
      packages: [],
      exclude: [],
      always: false,
      base: async () => await Promise.resolve(planted),
      ...render,
    },
  };
}
