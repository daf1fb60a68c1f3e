import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeholderValues } from '../../../src/config-tree/placeholders.ts';
import { render, stringsOf, type RenderRequest } from '../../../src/config-tree/render.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';

/** A copy of a real tree with empty stand-ins for the directories that were left out of it. */
async function realTree(name: string, overlays: readonly string[]): Promise<string> {
  const dir = join(await tempDir(), 'base');
  cpSync(join(SHARED, 'data', name), dir, { recursive: true });
  for (const path of [
    ...overlays.map((overlay) => `overlay.d/${overlay}/empty`),
    'live/isolinux/isolinux.cfg',
  ]) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), 'menu label Fedora CoreOS (Live)\n');
  }
  return dir;
}

function layersNamedIn(dir: string): string[] {
  const text = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join('\n');
  return [...new Set([...text.matchAll(/- overlay\/([\w-]+)/g)].map(([, layer = '']) => layer))];
}

async function request(base: string, overrides: string, target: string): Promise<RenderRequest> {
  return {
    config: join(SHARED, 'data', 'ovirt-node-coreos'),
    base,
    basePath: 'fedora-coreos-config',
    release: undefined,
    placeholders: placeholderValues({ ovirtVersion: '4.5', target, arch: 'x86_64', variables: {} }),
    overrides,
    packages: [],
    arch: 'x86_64',
    gpgcheck: 'repo',
    branding: 'auto',
    out: join(await tempDir(), 'out'),
  };
}

describe.skipIf(!hasShared())('the real oVirt manifest', () => {
  it('unmodified names the include that is gone, with line, and where it went', async () => {
    const base = await realTree('fedora-coreos-config', []);
    await expect(render(await request(base, '', 'fc40'), new MemoryLog())).rejects.toThrow(
      /manifest\.yaml:1:10: Can't open file .*fedora-coreos-base\.yaml.*upstream it is manifests\/fedora-coreos-base\.yaml/,
    );
  });

  it('with the include overridden has 132 packages over the real base, and its overlay', async () => {
    const base = await realTree('fedora-coreos-config', []);
    for (const layer of layersNamedIn(base)) mkdirSync(join(base, 'overlay.d', layer), { recursive: true });
    const log = new MemoryLog();
    const overrides = 'include: fedora-coreos-config/manifests/fedora-coreos-base.yaml\nrepos: [fedora]\n';
    const rendered = await render(await request(base, overrides, 'fc40'), log);
    expect(stringsOf(rendered.flattened, 'packages')).toHaveLength(132);
    expect(stringsOf(rendered.flattened, 'packages')).toContain('ovirt-host');
    expect(rendered.unlistedOverlays).toEqual(['99ovirt-node']);
    expect(rendered.name).toBe('ovirt-node-coreos');
    expect(rendered.ref).toBe('fedora/x86_64/coreos/ovirt-node-4.5');
    expect(rendered.repositories.map(({ id }) => id)).toEqual(['fedora']);
    expect(readFileSync(join(rendered.out, 'live/isolinux/isolinux.cfg'), 'utf8')).toBe(
      'menu label ovirt-node-coreos (Live)\n',
    );
    for (const file of ['image.yaml', 'platforms.yaml', 'fedora.repo'])
      expect(readdirSync(rendered.out)).toContain(file);
  });

  it('over the el9 pair has its 122 packages and ovirt-host', async () => {
    const base = await realTree('openshift-os', []);
    for (const layer of layersNamedIn(base)) mkdirSync(join(base, 'overlay.d', layer), { recursive: true });
    const overrides = 'include: fedora-coreos-config/manifest-c9s.yaml\n';
    const rendered = await render(await request(base, overrides, 'el9'), new MemoryLog());
    const packages = stringsOf(rendered.flattened, 'packages');
    expect(packages).toHaveLength(123);
    expect(packages).toContain('ovirt-host');
    expect(rendered.repositories.map(({ id }) => id)).toEqual(['c9s-baseos', 'c9s-appstream']);
  });
});
