import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { runRender } from '../../../src/commands/render.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { renderInputs } from '../../unit/config-tree/trees.ts';
import { makeBaseRepositories } from '../base-config/repository.ts';

it('renders the example over a base with a submodule and links into it', async () => {
  const root = join(await tempDir(), 'git');
  const base = await makeBaseRepositories(root, `file://${root}`, 'http://repos', 'http://key');
  const out = join(await tempDir(), 'out');
  const log = new MemoryLog();
  const outcome = await runRender(
    {
      inputs: renderInputs({
        config: resolve(import.meta.dirname, '../../../examples/node'),
        ovirtVersion: '4.5.9',
        baseConfig: `file://${root}/${base.name}`,
        baseConfigRef: base.commit,
        baseConfigPath: 'fedora-coreos-config',
        branding: 'auto',
        gpgcheck: 'require',
        workDir: await tempDir(),
      }),
      out,
      adapt: { dialect: 'D2', configPath: '/srv/src/config' },
    },
    log,
  );
  expect(outcome.baseConfig.commit).toBe(base.commit);
  expect(outcome.rendered.repositories.map(({ id, origin }) => [id, origin])).toEqual([
    ['c9s-baseos', 'base'],
    ['c9s-crb', 'user'],
  ]);
  for (const path of [
    'overlay.d/05core/usr/lib/systemd/system-preset/40-core.preset',
    'overlay.d/20zram/usr/lib/systemd/zram-generator.conf',
    'overlay.d/99ovirt-node/usr/lib/sysusers.d/ovirt-node.conf',
    'platforms.yaml',
    'image.yaml',
  ]) {
    expect([path, existsSync(join(out, path))]).toEqual([path, true]);
  }
  expect(readFileSync(join(out, 'live/isolinux/isolinux.cfg'), 'utf8')).toContain('menu title ovirt-node\n');
  // Of the base's file with two repositories only the one that is used.
  expect(readFileSync(join(out, 'c9s.repo'), 'utf8')).not.toContain('[c9s-nfv]');
  const text = readFileSync(join(out, 'manifest.yaml'), 'utf8');
  expect(text).toContain('# Images and artifacts are named after it.\n');
  expect(parse(text)).toMatchObject({ releasever: 9, 'ostree-layers': ['overlay/99ovirt-node'] });
  expect(log.of('warning')).toEqual([]);
});
