import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needPair } from '../../../src/config-tree/pairs.ts';
import { placeholderValues } from '../../../src/config-tree/placeholders.ts';
import { render } from '../../../src/config-tree/render.ts';
import type { RenderedConfig, RenderRequest } from '../../../src/config-tree/types.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { copyRealTree } from '../../lab/real/trees.ts';
import { tempDir } from '../../support/temp.ts';

/** A copy of a real base with stand-ins for what was left out of it. */
async function realBase(name: string): Promise<string> {
  const dir = join(await tempDir(), 'base');
  await copyRealTree(name, dir);
  return dir;
}

async function renderOvirt(base: string, target: string, overrides = ''): Promise<RenderedConfig> {
  const request: RenderRequest = {
    config: join(SHARED, 'data', 'ovirt-node-coreos'),
    base,
    basePath: 'fedora-coreos-config',
    release: undefined,
    placeholders: placeholderValues({ ovirtVersion: '4.5', target, arch: 'x86_64', variables: {} }),
    overrides,
    packages: [],
    arch: 'x86_64',
    gpgcheck: 'require',
    branding: 'auto',
    out: join(await tempDir(), 'out'),
  };
  return await render(request, new MemoryLog());
}

describe.skipIf(!hasShared())('the real oVirt manifest', () => {
  it('as it is names the include that is gone, with file and line, and where and when it went', async () => {
    const base = await realBase('fedora-coreos-config');
    await expect(renderOvirt(base, 'fc40')).rejects.toThrow(
      /manifest\.yaml\.in:1:10: the included file fedora-coreos-config\/fedora-coreos-base\.yaml does not exist; upstream moved it to manifests\/ on 2019-10-31 \(commit 15e47d3f\)\. Write fedora-coreos-config\/manifests\/fedora-coreos-base\.yaml/,
    );
  });

  it('with the include overridden is 132 packages over the real base', async () => {
    const base = await realBase('fedora-coreos-config');
    const include = 'fedora-coreos-config/manifests/fedora-coreos-base.yaml';
    const rendered = await renderOvirt(base, 'fc40', `include: ${include}`);
    expect(rendered.packages).toHaveLength(132);
    expect(rendered.packages).toContain('ovirt-host');
    expect(rendered).toMatchObject({
      name: 'ovirt-node-coreos',
      ref: 'fedora/x86_64/coreos/ovirt-node-4.5',
      unlistedOverlays: ['99ovirt-node'],
      branded: ['EFI/fedora/grub.cfg:1', 'isolinux/isolinux.cfg:3', 'isolinux/isolinux.cfg:5'],
    });
    // It goes past the base's root manifest, whose list of repositories it needs nevertheless.
    expect(rendered.repositories.map(({ id, origin, gpgcheck }) => [id, origin, gpgcheck])).toEqual([
      ['fedora', 'base', true],
      ['fedora-updates', 'base', true],
    ]);
    expect(readFileSync(join(rendered.out, 'fedora.repo'), 'utf8')).not.toContain('[fedora-updates-testing]');
    expect(readFileSync(join(rendered.out, 'image.yaml'), 'utf8')).toContain('save-var-subdirs');
    expect(existsSync(join(rendered.out, 'platforms.yaml'))).toBe(true);
    // One value and the added list are all that changes.
    const source = readFileSync(join(SHARED, 'data/ovirt-node-coreos/manifest.yaml.in'), 'utf8');
    const expected = source
      .replace('fedora-coreos-config/fedora-coreos-base.yaml', include)
      .replaceAll('@OVIRT_VERSION@', '4.5')
      .replace('@FEDORA_RELEASEVER@', '40');
    expect(readFileSync(rendered.manifest, 'utf8')).toBe(
      `${expected}repos:\n  - fedora\n  - fedora-updates\n`,
    );
  });

  it('over the base of the el9 pair is its 122 packages and ovirt-host', async () => {
    const base = await realBase('openshift-os');
    const rendered = await renderOvirt(
      base,
      'el9',
      `include: fedora-coreos-config/${needPair('el9', 'x').include}`,
    );
    expect(rendered.packages).toHaveLength(123);
    expect(rendered.packages).toContain('ovirt-host');
    expect(rendered.repositories.map(({ id }) => id)).toEqual(['c9s-baseos', 'c9s-appstream']);
    expect(rendered.layers.filter(({ origin }) => origin === 'base')).toHaveLength(15);
    for (const { name } of rendered.layers)
      expect(existsSync(join(rendered.out, 'overlay.d', name))).toBe(true);
    expect(
      existsSync(join(rendered.out, 'fedora-coreos-config/fedora-coreos-config/manifests/kernel.yaml')),
    ).toBe(true);
    expect(existsSync(join(rendered.out, 'platforms.yaml'))).toBe(true);
  });

  it('over the base of the el9 pair at the root', async () => {
    const base = await realBase('openshift-os');
    const request: RenderRequest = {
      config: join(SHARED, 'data', 'ovirt-node-coreos'),
      base,
      basePath: '.',
      release: undefined,
      placeholders: placeholderValues({ ovirtVersion: '4.5', target: 'el9', arch: 'x86_64', variables: {} }),
      overrides: 'include: manifest-c9s.yaml',
      packages: ['-ovirt-host', 'vdsm'],
      arch: 'x86_64',
      gpgcheck: 'repo',
      branding: 'keep',
      out: join(await tempDir(), 'out'),
    };
    const { packages } = await render(request, new MemoryLog());
    expect(packages).toHaveLength(123);
    expect(packages).toContain('vdsm');
  });
});
