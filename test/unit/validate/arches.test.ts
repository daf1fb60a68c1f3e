import { describe, expect, it } from 'vitest';
import { ARCHES } from '../../../src/arch.ts';
import { linter } from '../../../src/commands/linter.ts';
import { archesOf, archesOfAll } from '../../../src/validate/arches.ts';
import { lintManifests } from '../../../src/validate/lint-manifests.ts';
import { lintTarget, type Looking } from '../../../src/validate/lint-target.ts';
import { meaningsOf, type Side } from '../../../src/validate/side.ts';
import type { Target } from '../../../src/validate/targets.ts';
import type { Linter } from '../../../src/validate/types.ts';
import { USER, type Tree } from '../config-tree/trees.ts';
import { NODE, sideOf } from './sides.ts';

const SETTINGS = { '.ovirt-node-image.yaml': 'lint:\n  arches: [s390x, x86_64]\n' };
const PLAIN: Tree = { 'manifest.yaml': 'packages: [bash]\n' };
const MANIFEST: Target = { kind: 'manifest', path: 'node/manifest.yaml' };

/** Architectures a target is flattened and linted for. */
async function looked(target: Target, side: Side): Promise<{ flattened: string[]; linted: string[] }> {
  const meanings = await meaningsOf(target, side);
  const linted: string[] = [];
  const lint: Linter = async (dir, options) => {
    linted.push(...(options.arches ?? []));
    return await linter(dir, options);
  };
  const looking: Looking = {
    lint,
    lookUp: undefined,
    releases: undefined,
    rpmOstree: undefined,
    guard: undefined,
    info: () => undefined,
  };
  if (target.kind === 'directory') await lintTarget(target, side, looking);
  else await lintManifests({ path: 'node', manifests: ['manifest.yaml'] }, side, meanings, looking);
  // A template's base is looked at alone as well, for the same architectures.
  return { flattened: meanings.map(({ arch }) => arch), linted: [...new Set(linted)] };
}

describe('the architectures of a configuration', () => {
  it.each([
    ['that is as it is', PLAIN, NODE],
    ['that is rendered', USER, NODE],
    ['of which one manifest is looked at', PLAIN, MANIFEST],
  ])(
    '%s are those that are asked for, else those its settings name, else all',
    async (_what, tree, target) => {
      const both = (arches: readonly string[]) => ({ flattened: [...arches], linted: [...arches] });
      const user = { ...tree, ...SETTINGS };
      const asked = await sideOf({ user, arches: ['aarch64'] });
      expect(await looked(target, asked)).toEqual(both(['aarch64']));
      const named = await sideOf({ user, arches: undefined });
      expect(await looked(target, named)).toEqual(both(['s390x', 'x86_64']));
      const neither = await sideOf({ user: tree, arches: undefined });
      expect(await looked(target, neither)).toEqual(both(ARCHES));
    },
  );

  it('are those of the settings of the head, on both sides', async () => {
    const head = await sideOf({ user: { ...PLAIN, ...SETTINGS }, arches: undefined });
    const base = { ...(await sideOf({ user: PLAIN, arches: undefined })), settingsRoot: head.root };
    expect((await meaningsOf(NODE, base)).map(({ arch }) => arch)).toEqual(['s390x', 'x86_64']);
  });

  it('are all when its settings are wrong, which the look with the rules tells', async () => {
    const user = { ...PLAIN, '.ovirt-node-image.yaml': 'lint:\n  arches: [amd64]\n' };
    const side = await sideOf({ user, arches: undefined });
    expect(archesOf(NODE, side)).toEqual(ARCHES);
    await expect(looked(NODE, side)).rejects.toThrow('found "amd64"');
  });

  it('of several are told together', async () => {
    const side = await sideOf({
      user: { ...PLAIN, ...SETTINGS, 'sub/manifest.yaml': '' },
      arches: undefined,
    });
    expect(archesOfAll([NODE], side)).toEqual(['x86_64', 's390x']);
    expect(archesOfAll([NODE, { kind: 'directory', path: 'node/sub' }], side)).toEqual(ARCHES);
    expect(archesOfAll([NODE], { ...side, arches: ['s390x'] })).toEqual(['s390x']);
  });
});
