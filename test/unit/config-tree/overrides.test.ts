import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../support/refusal.ts';
import { renderTrees, USER } from './trees.ts';

const BASE_INCLUDE = 'include: base/manifests/base.yaml\n';

/** The rendered manifest for a manifest of ours that was changed. */
async function rendered(
  manifest: string,
  overrides: string,
  packages: readonly string[] = [],
): Promise<string> {
  const user = { ...USER, 'manifest.yaml.in': manifest };
  const result = await renderTrees({ user }, { overrides, packages });
  return readFileSync(result.rendered.manifest, 'utf8');
}

const OWN = `# ours\n${BASE_INCLUDE}ref:   a/b  # where\nmetadata:\n  name: n # ours\n  old: x\npackages:\n  - mine # why\n  - two  more\nrepos: [fedora]\n`;

describe('overrides', () => {
  it('replace a key, merge a mapping one level, and delete with null, leaving the rest byte for byte', async () => {
    const text = await rendered(
      OWN,
      'ref: c/d\nmetadata:\n  extra: y\n  old: null\npackages: null\nselinux: true\n',
    );
    expect(text).toBe(
      `# ours\n${BASE_INCLUDE}ref: c/d  # where\nmetadata:\n  name: n # ours\n  extra: y\nrepos: [fedora]\nselinux: true\n`,
    );
  });

  it('keep the type a value has in YAML', async () => {
    const text = await rendered(OWN, 'automatic-version-prefix: "1.10"\nreleasever: 9\n');
    expect(text).toContain('automatic-version-prefix: "1.10"\nreleasever: 9\n');
  });

  it('replace our list, and add to an inherited one', async () => {
    const text = await rendered(OWN, 'packages: [other]\nostree-layers: [overlay/99node]\n');
    expect(parse(text)).toMatchObject({ packages: ['other'], 'ostree-layers': ['overlay/99node'] });
  });

  it('can set the include that makes the manifest whole', async () => {
    const text = await rendered('metadata: {name: n}\ninclude: base/gone.yaml\n', BASE_INCLUDE);
    expect(text).toBe(`metadata: {name: n}\n${BASE_INCLUDE}repos:\n  - fedora\n`);
  });

  it.each([
    [
      'packages: []',
      /packages: a list inherited from an include cannot be shortened: kernel is added by base\/manifests\/base\.yaml:2/,
    ],
    ['packages: [kernel]', /packages: a list inherited .* systemd|packages: a list inherited .* sudo/],
    ['ostree-layers: []', /ostree-layers: .*overlay\/05core is added by base\/manifests\/base\.yaml:5/],
    [
      'ostree-layers: null',
      /ostree-layers: null deletes from .*manifest\.yaml\.in only.*base\/manifests\/base\.yaml:5/,
    ],
    ['check-passwd: null', /check-passwd: null deletes from .*base\.yaml:7/],
    ['units: null', /units: null deletes a key of the manifest, and it has no units/],
    ['nonsense: 1', /nonsense: no treefile has this key/],
    ['- a', /expected a mapping/],
    ['a: [', /overrides: line \d+: /],
    ['a: 1\nref: &x y\nmetadata: {b: *x}', /no treefile|write the value out/],
    ['ref: &x y\nmetadata: {b: *x}', /\*x: write the value out/],
  ])('%j is refused', async (overrides, message) => {
    const error = await refusal(rendered(OWN, overrides));
    expect(error.message).toMatch(/^overrides: /);
    expect(error.message).toMatch(message);
  });
});

describe('a mistake in overrides', () => {
  it.each([
    ['packages: foo', /^overrides: packages: serde-yaml: invalid type: string "foo", expected a sequence$/],
    ['ref: [a]', /^overrides: ref: serde-yaml: invalid type: sequence, expected a string$/],
    ['units: x', /^overrides: units: .*expected a sequence$/],
    ['metadata: {name: a/b}', /^overrides: metadata: .*name: found "a\/b"/],
    ['metadata:\n  name: a/b\n', /^overrides: metadata: .*name: found "a\/b"/],
    ['include: gone.yaml', /^overrides: include: the included file gone\.yaml does not exist/],
    ['include: ../x.yaml', /^overrides: include: \.\.\/x\.yaml leads out/],
    ['repos: [none]', /^overrides: repos: repos names none/],
    ['ostree-layers: [overlay/none]', /^overrides: ostree-layers: .*overlay\/none/],
  ])('%j names the input and no line of the manifest', async (overrides, message) => {
    const error = await refusal(rendered(OWN, overrides));
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('manifest.yaml');
    expect(error.location).toBeUndefined();
  });

  it('twin: the same mistake in the manifest names its line, whatever is overridden around it', async () => {
    const manifest = OWN.replace('metadata:', 'default-target: [x]\nmetadata:');
    const error = await refusal(rendered(manifest, 'ref: c/d\nselinux: true\nmetadata: {more: z}\n'));
    expect(error.message).toMatch(/manifest\.yaml\.in:4:17: .*invalid type: sequence/);
    expect(error.location).toMatchObject({ line: 4 });
  });
});

describe('packages', () => {
  it('are added once, and -name takes one out of our own list', async () => {
    const text = await rendered(OWN, '', ['new', 'mine', 'kernel', "'dnf >= 4'", '-two', 'new']);
    expect(text).toBe(OWN.replace('  - two  more\n', `  - more\n  - new\n  - "'dnf >= 4'"\n`));
  });

  it('take out a whole line with its comment, and from the list of the architecture', async () => {
    const manifest = `${OWN}packages-x86_64:\n  - only-here\n  - mine\npackages-s390x:\n  - mine\n`;
    const text = await rendered(manifest, '', ['-mine', '-only-here']);
    expect(text).toBe(
      manifest
        .replace('  - mine # why\n', '')
        .replace('packages-x86_64:\n  - only-here\n  - mine\n', 'packages-x86_64: []\n'),
    );
  });

  it('of an include are refused, with its place and the two ways there are', async () => {
    const error = await refusal(rendered(OWN, '', ['-sudo']));
    expect(error.message).toMatch(/^packages: -sudo: base\/manifests\/base\.yaml:3 asks for it/);
    expect(error.message).toMatch(/include other files.*remove-from-packages: \[\[sudo, "\/"\]\]/s);
    expect(error.location).toMatchObject({ file: 'base/manifests/base.yaml', line: 3 });
  });

  it('nobody asks for, or added and taken out at once, are refused', async () => {
    expect((await refusal(rendered(OWN, '', ['-absent']))).message).toMatch(
      /nothing asks for a package "absent"/,
    );
    expect((await refusal(rendered(OWN, '', ['x', '-x']))).message).toMatch(/at the same time/);
  });
});
