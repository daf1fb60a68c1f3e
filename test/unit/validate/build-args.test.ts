import { describe, expect, it } from 'vitest';
import { linter } from '../../../src/commands/linter.ts';
import { formatText } from '../../../src/lint/format/text.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { lintManifests } from '../../../src/validate/lint-manifests.ts';
import { lintTarget, type Looking } from '../../../src/validate/lint-target.ts';
import { meaningsOf } from '../../../src/validate/side.ts';
import type { Target } from '../../../src/validate/targets.ts';
import type { Linter } from '../../../src/validate/types.ts';
import { BASE, USER, type Tree } from '../config-tree/trees.ts';
import { NODE, sideOf, type AskedSide } from './sides.ts';

const ARGS = 'ID=centos\nNAME=n\nSTREAM=c9s\nVERSION=9.0\n';
const TEMPLATE = USER['manifest.yaml.in'] ?? '';

/** A base of 2026: its manifests ask for what its build script hands over. */
const ASKING: Tree = {
  ...BASE,
  'manifests/base.yaml':
    `${BASE['manifests/base.yaml'] ?? ''}conditional-include:\n` +
    '  - if: [id == "centos", stream == "c9s", osversion == "centos-9", deriving == true, releasever == 9]\n' +
    '    include: derived.yaml\n',
  'manifests/derived.yaml': 'packages: [derived]\n',
};

/** What each variant of a configuration means: its packages, or why it has no meaning. */
async function meant(asked: AskedSide): Promise<[string, unknown][]> {
  const meanings = await meaningsOf(NODE, await sideOf(asked));
  return meanings.map(({ variant, result }) => [
    variant,
    'error' in result ? result.error.message : result.flattened.config['packages'],
  ]);
}

function looking(lint: Linter): Looking {
  return {
    lint,
    lookUp: undefined,
    releases: undefined,
    rpmOstree: undefined,
    guard: undefined,
    info: () => undefined,
  };
}

/** What the rules find, as long as it is no advice. */
async function found(asked: AskedSide): Promise<Finding[]> {
  const all = await lintTarget(NODE, await sideOf(asked), looking(linter));
  return all.filter(({ severity, rule }) => severity !== 'info' && rule !== 'ovirt-host-accounts');
}

const PACKAGES = ['extra', 'kernel', 'one-more', 'ovirt-host', 'sudo', 'systemd'];
const DERIVED = ['derived', ...PACKAGES].sort();

describe('the variables of build arguments, in a template', () => {
  const own = { user: { ...USER, 'build-args.conf': ARGS }, base: ASKING };

  it('are those of its own build arguments', async () => {
    expect(await meant(own)).toEqual([['manifest.yaml.in (build-args.conf)', DERIVED]]);
    expect(formatText(await found(own))).toBe('0 errors, 0 warnings, 0 infos\n');
  });

  it('make a variant of each file', async () => {
    const user = { ...own.user, 'build-args-next.conf': ARGS.replace('STREAM=c9s', 'STREAM=next') };
    expect(await meant({ ...own, user })).toEqual([
      ['manifest.yaml.in (build-args-next.conf)', PACKAGES],
      ['manifest.yaml.in (build-args.conf)', DERIVED],
    ]);
  });

  it('are those of its base, which has build arguments of its own', async () => {
    const base = { ...ASKING, 'build-args.conf': ARGS };
    expect(await meant({ base })).toEqual([['manifest.yaml.in (base/build-args.conf)', DERIVED]]);
    expect(formatText(await found({ base }))).toBe('0 errors, 0 warnings, 0 infos\n');
  });

  it('are those of the manifest of the base it takes', async () => {
    const base = {
      ...ASKING,
      'manifest-a.yaml': 'include: manifests/base.yaml\n',
      'build-args-a.conf': `${ARGS}MANIFEST=manifest-a.yaml\n`,
      'build-args-b.conf': `${ARGS.replace('c9s', 'b')}MANIFEST=manifest-b.yaml\n`,
      'manifest-b.yaml': 'include: manifests/base.yaml\n',
    };
    const user = { 'manifest.yaml.in': TEMPLATE.replace('base/manifests/base.yaml', 'base/manifest-a.yaml') };
    expect(await meant({ user, base })).toEqual([['manifest.yaml.in (base/build-args-a.conf)', DERIVED]]);
    // An input may say what is taken.
    const render = { overrides: 'include: base/manifest-b.yaml\n' };
    expect(await meant({ base, render })).toEqual([['manifest.yaml.in (base/build-args-b.conf)', PACKAGES]]);
    // Of the parts of a base that has no default, nothing says which of its variants is meant.
    expect((await meant({ base })).map(([variant]) => variant)).toEqual([
      'manifest.yaml.in (base/build-args-a.conf)',
      'manifest.yaml.in (base/build-args-b.conf)',
    ]);
  });

  it('of a base at the root are those it has there', async () => {
    const base = { ...ASKING, 'build-args.conf': ARGS };
    const user = { ...USER, 'manifest.yaml.in': TEMPLATE.replace('base/manifests', 'manifests') };
    const render = { basePath: '.', always: true };
    expect(await meant({ user, base, render })).toEqual([['manifest.yaml.in (build-args.conf)', DERIVED]]);
    expect(formatText(await found({ user, base, render }))).toBe('0 errors, 0 warnings, 0 infos\n');
  });

  it('of its base do not count where the manifest says what they are', async () => {
    const base = { ...ASKING, 'build-args.conf': ARGS };
    const user = { ...USER, 'manifest.yaml.in': `${TEMPLATE}variables:\n  stream: other\n` };
    expect(await meant({ user, base })).toEqual([['manifest.yaml.in (base/build-args.conf)', PACKAGES]]);
  });

  it('are handed to the base alone too, to tell what is wrong with it by itself', async () => {
    const base = { ...ASKING, 'manifests/derived.yaml': 'packages: [derived]\nexclude-packages: [kernel]\n' };
    expect(formatText(await found({ ...own, base }))).toBe('0 errors, 0 warnings, 0 infos\n');
    const both = { ...base, 'build-args.conf': ARGS };
    expect(formatText(await found({ base: both }))).toBe('0 errors, 0 warnings, 0 infos\n');
  });

  it('are there when the layers of the base are brought', async () => {
    const user = { ...own.user, 'overlay.d/99node/usr/lib/file': 'ours\n' };
    expect((await found({ ...own, user })).map(({ rule, location }) => [rule, location.file])).toEqual([
      ['overlay-conflict', 'overlay.d/99node/usr/lib/file'],
    ]);
    // What two layers of the base do to each other is its own affair.
    const base = {
      ...ASKING,
      'manifests/derived.yaml': 'ostree-layers: [overlay/77other]\n',
      'overlay.d/77other/usr/lib/file': 'other\n',
    };
    expect(formatText(await found({ ...own, base }))).toBe('0 errors, 0 warnings, 0 infos\n');
  });

  it('are asked for where nobody gives them', async () => {
    expect(await meant({ base: ASKING })).toEqual([
      ['manifest.yaml.in', expect.stringContaining("undefined variable 'id'")],
    ]);
    expect(await found({ base: ASKING, user: { ...USER, 'manifest.yaml.in': TEMPLATE } })).toEqual([]);
  });

  it('leave a mistake at its line', async () => {
    const user = { ...own.user, 'manifest.yaml.in': `${TEMPLATE}selinux: 5\n` };
    const [, message] = (await meant({ ...own, user }))[0] ?? [];
    expect(message).toMatch(/node\/manifest\.yaml\.in:11:10: /);
    expect((await found({ ...own, user })).map(({ location }) => location)).toEqual([
      expect.objectContaining({ file: 'manifest.yaml.in', line: 11 }),
    ]);
  });
});

describe('the variables of build arguments, in a manifest that is looked at by itself', () => {
  const manifest: Target = { kind: 'manifest', path: 'node/m.yaml' };
  const files: Tree = {
    'm.yaml': 'conditional-include:\n  - if: stream == "c9s"\n    include: more.yaml\n',
    'more.yaml': 'packages: [more]\n',
    'build-args.conf': `${ARGS}MANIFEST=m.yaml\n`,
  };

  it('are those of the build arguments beside it, for both who look', async () => {
    const side = await sideOf({ user: files });
    const meanings = await meaningsOf(manifest, side);
    expect(meanings).toMatchObject([
      { variant: '(build-args.conf)', result: { flattened: { config: { packages: ['more'] } } } },
    ]);
    let within: string | undefined = 'not asked';
    const lint: Linter = async (dir, options) => {
      ({ within } = options);
      return await linter(dir, options);
    };
    const findings = await lintManifests(
      { path: 'node', manifests: ['m.yaml'] },
      side,
      meanings,
      looking(lint),
    );
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    // It needs nothing of the directories above.
    expect(within).toBeUndefined();
  });

  it('are given by the settings beside it too', async () => {
    const user = { ...files, '.ovirt-node-image.yaml': 'lint:\n  vars: {stream: [c9s, next]}\n' };
    expect((await meaningsOf(manifest, await sideOf({ user }))).map(({ variant }) => variant)).toEqual([
      '(build-args.conf, stream=c9s)',
      '(build-args.conf, stream=next)',
    ]);
  });
});
