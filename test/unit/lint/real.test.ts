import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { formatText } from '../../../src/lint/format/text.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { copyRealTree } from '../../lab/real/trees.ts';
import { ROOT } from '../../lab/action.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

/** A real tree with stand-ins for what was left out of it. */
async function realTree(name: string): Promise<string> {
  const dir = join(await tempDir(), name);
  await copyRealTree(name, dir);
  if (name === 'rhel-coreos-config') {
    // Links and the submodule were left out: the newer submodule has one manifest that includes the others.
    await cp(join(SHARED, 'data/openshift-os/fedora-coreos-config'), join(dir, 'fedora-coreos-config'), {
      recursive: true,
    });
    await writeFile(
      join(dir, 'fedora-coreos-config/manifests/shared-el.yaml'),
      'include:\n  - system-configuration.yaml\n  - ignition-and-ostree.yaml\n  - networking-tools.yaml\n',
    );
    for (const stream of ['c9s', 'c10s'])
      await writeFile(join(dir, `image-${stream}.yaml`), 'include: image-default.yaml\n');
  }
  return dir;
}

/** Findings a maintainer has to act on. */
function grave(findings: readonly Finding[]): string {
  return formatText(findings.filter(({ severity }) => severity !== 'info'));
}

/** oVirt's manifest over Fedora CoreOS, with the include where the base has it today. */
async function correctedOvirt(): Promise<string> {
  const dir = join(await tempDir(), 'node');
  await mkdir(dir);
  await cp(join(SHARED, 'data/ovirt-node-coreos'), dir, { recursive: true });
  await cp(join(SHARED, 'data/fedora-coreos-config'), join(dir, 'fedora-coreos-config'), { recursive: true });
  const path = join(dir, 'manifest.yaml.in');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('fedora-coreos-config/fedora', 'fedora-coreos-config/manifests/fedora'));
  return dir;
}

const OVIRT_OPTIONS = { placeholders: { OVIRT_VERSION: '4.5', FEDORA_RELEASEVER: '40' } };
const BASES = ['fedora-coreos-config', 'openshift-os', 'rhel-coreos-config'];

describe.skipIf(!hasShared())('real trees', () => {
  it.each(BASES)('%s has no error and no warning', async (name) => {
    const found = await lint(await realTree(name));
    expect(grave(found)).toBe('0 errors, 0 warnings, 0 infos\n');
    expect(found.length).toBeLessThan(40);
    // An include of an included file is followed like any other.
    expect(formatText(found)).not.toContain('include has no effect');
  });

  it('the packages several manifests of openshift/os ask for are found', async () => {
    const found = await lint(await realTree('openshift-os'), { manifests: ['manifest-c9s.yaml'] });
    const doubles = found
      .filter(({ rule }) => rule === 'duplicate-package')
      .map(({ message }) => message.split(' ')[1]);
    expect(doubles).toContain('bootupd,');
    expect(doubles).toContain('rsync,');
  });

  it('the real oVirt manifest over the real base names the include that moved', async () => {
    const dir = join(await tempDir(), 'node');
    await mkdir(dir);
    await cp(join(SHARED, 'data/ovirt-node-coreos'), dir, { recursive: true });
    await cp(join(SHARED, 'data/fedora-coreos-config'), join(dir, 'fedora-coreos-config'), {
      recursive: true,
    });
    const found = await lint(dir, { placeholders: { OVIRT_VERSION: '4.5', FEDORA_RELEASEVER: '40' } });
    expect(grave(found))
      .toBe(`manifest.yaml.in:1:10: error: found an include of fedora-coreos-config/fedora-coreos-base.yaml, which is not there; there is fedora-coreos-config/manifests/fedora-coreos-base.yaml [missing-include]
1 error, 0 warnings, 0 infos
`);
  });

  it('with the include corrected nothing grave is left of it', async () => {
    expect(grave(await lint(await correctedOvirt(), OVIRT_OPTIONS))).toBe('0 errors, 0 warnings, 0 infos\n');
  });

  it('docs/real-trees.md counts what each rule finds', async () => {
    const found = await Promise.all([
      ...BASES.map(async (name) => await lint(await realTree(name))),
      lint(await correctedOvirt(), OVIRT_OPTIONS),
    ]);
    const rules = [...new Set(found.flat().map(({ rule }) => rule))].sort();
    const counted = rules.map((rule) => [
      `\`${rule}\``,
      ...found.map((findings) => String(findings.filter((finding) => finding.rule === rule).length)),
    ]);
    const text = await readFile(join(ROOT, 'docs/real-trees.md'), 'utf8');
    const table = text.split('\n').filter((line) => /^\| `[a-z-]+` +\|/.test(line));
    expect(
      table.map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
    ).toEqual(counted);
  });

  it('every repository of the release rpm for el9 that does not check signatures is found', async () => {
    const dir = join(await tempDir(), 'node');
    await mkdir(dir);
    await writeFile(join(dir, 'manifest.yaml'), 'packages: [bash]\n');
    const name = 'ovirt-el9-stream-x86_64-deps.repo.in';
    await cp(join(SHARED, 'data/ovirt-release', name), join(dir, name));
    const text = await readFile(join(dir, name), 'utf8');
    const found = await lint(dir, { placeholders: { OVIRT_SLOT: 'master' } });
    const unsigned = found.filter(({ message }) => message.includes('(gpgcheck=0)'));
    expect(unsigned.length).toBeGreaterThan(0);
    expect(unsigned).toHaveLength(text.match(/^gpgcheck=0/gm)?.length ?? 0);
    expect(new Set(unsigned.map(({ location }) => location.file))).toEqual(new Set([name]));
  });
});
