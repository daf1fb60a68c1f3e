import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runRender } from '../../../src/commands/render.ts';
import { adapt } from '../../../src/config-tree/adapt.ts';
import { UserError } from '../../../src/errors.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { BASE, plant, release, renderInputs, renderTrees, USER } from '../../unit/config-tree/trees.ts';
import { must } from '../must.ts';

const FACTS = { dialect: 'D2', configPath: '/srv/src/config' } as const;

const KEYS = release(
  '[r]\nbaseurl=http://r/\ngpgcheck=1\n# a comment: file:///etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt\n  file:///etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt-other, https://x/k\n',
  [{ id: 'r' }],
);

describe('adapt', () => {
  it('names keys where the solver sees them, and only those that are in the tree', async () => {
    const user = {
      ...USER,
      'my.repo': '[m]\nbaseurl=http://m/\ngpgcheck=1\ngpgkey=keys/mine\n',
      'keys/mine': 'K',
    };
    const { rendered, log } = await renderTrees({ user }, { release: KEYS });
    await adapt(rendered, FACTS, log);
    expect(readFileSync(join(rendered.out, 'deps.repo'), 'utf8')).toBe(
      '[r]\nbaseurl=http://r/\ngpgcheck=1\n# a comment: file:///etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt\ngpgkey=file:///srv/src/config/keys/release-rpm/etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt\n  file:///etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt-other, https://x/k\n',
    );
    expect(
      readFileSync(join(rendered.out, 'keys/release-rpm/etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt'), 'utf8'),
    ).toBe('KEY');
    expect(readFileSync(join(rendered.out, 'my.repo'), 'utf8')).toContain(
      'gpgkey=file:///srv/src/config/keys/mine\n',
    );
    expect(readFileSync(join(rendered.out, 'fedora.repo'), 'utf8')).toContain('gpgkey=file:///usr/share/');
  });

  it("layers the user's overlays with a notice, once, keeping the manifest's comments", async () => {
    const { rendered, log } = await renderTrees({});
    const before = readFileSync(rendered.manifest, 'utf8');
    await adapt(rendered, FACTS, log);
    expect(readFileSync(rendered.manifest, 'utf8')).toBe(`${before}ostree-layers:\n  - overlay/99node\n`);
    expect(log.of('notice')).toEqual([expect.stringMatching(/overlay\/99node added to ostree-layers/)]);
    const listed = {
      ...USER,
      'manifest.yaml.in': `${USER['manifest.yaml.in'] ?? ''}ostree-layers: [overlay/99node]\n`,
    };
    const again = await renderTrees({ user: listed });
    await adapt(again.rendered, FACTS, again.log);
    expect(again.log.of('notice')).toEqual([]);
    expect(parse(readFileSync(again.rendered.manifest, 'utf8'))).toMatchObject({
      'ostree-layers': ['overlay/99node'],
    });
  });

  it('leaves a repository with one commit and nothing beside it, the same for the same tree', async () => {
    const one = await renderTrees({});
    const two = await renderTrees({});
    const commit = await adapt(one.rendered, FACTS, one.log);
    expect(await adapt(two.rendered, FACTS, two.log)).toBe(commit);
    const git = async (...args: string[]): Promise<string> =>
      (await must(['git', '-C', one.rendered.out, ...args])).trim();
    expect(await git('rev-list', '--all')).toBe(commit);
    expect(await git('status', '--porcelain', '--ignored')).toBe('');
    expect(
      await git('ls-files', '--stage', 'overlay.d/05core/usr/lib/systemd/system/masked.service'),
    ).toMatch(/^120000 /);
  });

  it('refuses what this dialect cannot do', async () => {
    const text = USER['manifest.yaml.in'] ?? '';
    const bare = await renderTrees({
      user: { ...USER, 'manifest.yaml.in': text.replace(/automatic-version-prefix.*\n/, '') },
    });
    await expect(adapt(bare.rendered, FACTS, bare.log)).rejects.toThrow(/need automatic-version-prefix/);
    const base = {
      ...BASE,
      'manifests/base.yaml': (BASE['manifests/base.yaml'] ?? '').replace(
        'overlay/05core',
        'overlay.d/05core',
      ),
    };
    const newer = await renderTrees({ base });
    await expect(adapt(newer.rendered, FACTS, newer.log)).rejects.toThrow(
      /overlay\.d\/05core is spelled for assemblers of 2026/,
    );
  });
});

describe('runRender', () => {
  const git = async (dir: string, ...args: string[]): Promise<string> =>
    (
      await must(['git', '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: dir })
    ).trim();

  it('fetches the base by commit, renders over it and commits', async () => {
    const base = await plant(await tempDir(), BASE);
    await git(base, 'init', '-q', '-b', 'main');
    await git(base, 'add', '-A');
    await git(base, 'commit', '-q', '-m', 'base');
    const sha = await git(base, 'rev-parse', 'HEAD');
    const inputs = renderInputs({
      config: await plant(await tempDir(), USER),
      packages: ['added'],
      baseConfig: `file://${base}`,
      baseConfigRef: sha,
      workDir: await tempDir(),
    });
    const out = join(await tempDir(), 'out');
    const outcome = await runRender({ inputs, out, adapt: FACTS }, new MemoryLog());
    expect(outcome).toMatchObject({ target: 'el9', baseConfig: { url: `file://${base}`, commit: sha } });
    expect(outcome.commit).toBe(await git(out, 'rev-parse', 'HEAD'));
    expect(outcome.rendered.packages).toContain('added');
    await expect(
      runRender({ inputs: { ...inputs, baseConfigRef: 'none' }, out }, new MemoryLog()),
    ).rejects.toThrow(UserError);
  });
});
