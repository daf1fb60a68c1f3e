import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { BASE, plant, renderTrees, USER, type Tree } from './trees.ts';

function read(dir: string, path: string): string {
  return readFileSync(join(dir, path), 'utf8');
}

/** Every file and link of a directory with its content. */
function snapshot(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const info = lstatSync(join(dir, path));
      const content = info.isSymbolicLink()
        ? readlinkSync(join(dir, path))
        : info.isFile()
          ? read(dir, path)
          : '';
      return `${path} ${info.mode} ${content}`;
    });
}

describe('render', () => {
  it('fills in the manifest and touches no other line of it', async () => {
    const { rendered } = await renderTrees({});
    const filled = (USER['manifest.yaml.in'] ?? '').replace('@TARGET@', 'el9').replace('@RELEASEVER@', '9');
    expect(read(rendered.out, 'manifest.yaml')).toBe(`${filled}repos:\n  - fedora\n`);
    expect(existsSync(join(rendered.out, 'manifest.yaml.in'))).toBe(false);
    expect(rendered).toMatchObject({
      name: 'our-node',
      ref: 'ovirt/el9',
      packages: ['extra', 'kernel', 'one-more', 'ovirt-host', 'sudo', 'systemd'],
      unlistedOverlays: ['99node'],
      layers: [
        { name: '05core', origin: 'base', listed: true },
        { name: '99node', origin: 'user', listed: false },
      ],
    });
  });

  it('brings to the root what is looked for there, and nothing that was not chosen', async () => {
    const { rendered } = await renderTrees({});
    expect(readdirSync(rendered.out).sort()).toEqual([
      '.rendered-by-ovirt-node-image',
      'base',
      'fedora.repo',
      'image-base.yaml',
      'image.yaml',
      'live',
      'manifest.yaml',
      'overlay.d',
      'platforms.yaml',
    ]);
    expect(readdirSync(join(rendered.out, 'overlay.d')).sort()).toEqual(['05core', '99node']);
    expect(read(rendered.out, 'base/manifests/passwd')).toContain('root');
    expect(readdirSync(join(rendered.out, 'base'))).not.toContain('tests');
    // Only the sections that are used.
    expect(read(rendered.out, 'fedora.repo')).toBe(
      (BASE['fedora.repo'] ?? '').replace(/\n\[fedora-testing\][^]*/, ''),
    );
  });

  it('changes neither of the directories it reads', async () => {
    const config = await plant(await tempDir(), USER);
    const base = await plant(await tempDir(), BASE);
    const before = [snapshot(config), snapshot(base)];
    await renderTrees({}, { config, base, packages: ['new', '-extra'], overrides: 'releasever: 9' });
    expect([snapshot(config), snapshot(base)]).toEqual(before);
  });

  it('makes the same tree again in the same place, and refuses a place it did not make', async () => {
    const { rendered, config, base } = await renderTrees({});
    const first = snapshot(rendered.out);
    await renderTrees({}, { out: rendered.out });
    expect(snapshot(rendered.out)).toEqual(first);
    const mine = await plant(await tempDir(), { precious: 'x' });
    expect((await refusal(renderTrees({}, { out: mine }))).message).toMatch(
      /is not empty and was not rendered before/,
    );
    expect(existsSync(join(mine, 'precious'))).toBe(true);
    for (const out of [config, base, join(config, '..')]) {
      expect((await refusal(renderTrees({}, { config, base, out }))).message).toMatch(
        /cannot be rendered into/,
      );
    }
  });

  it('works with the base at the root, where only what was chosen of it may be', async () => {
    const user = { ...USER, 'manifest.yaml.in': 'include: manifests/base.yaml\nmetadata: {name: n}\n' };
    const { rendered } = await renderTrees({ user }, { basePath: '.' });
    expect(readdirSync(rendered.out).sort()).toEqual([
      '.rendered-by-ovirt-node-image',
      'fedora.repo',
      'image-base.yaml',
      'image.yaml',
      'live',
      'manifest.yaml',
      'manifests',
      'overlay.d',
      'platforms.yaml',
    ]);
    expect(parse(read(rendered.out, 'manifest.yaml'))).toMatchObject({ repos: ['fedora'] });
    expect(readdirSync(join(rendered.out, 'overlay.d')).sort()).toEqual(['05core', '99node']);
  });

  it('can be rendered inside of the configuration without swallowing itself', async () => {
    const config = await plant(await tempDir(), { ...USER, '.git/HEAD': 'x', 'work/srv/big': 'x' });
    const out = join(config, 'rendered');
    for (let times = 0; times < 2; times += 1) {
      await renderTrees({}, { config, out, exclude: [join(config, 'work')] });
      expect(readdirSync(out)).not.toContain('rendered');
      expect(readdirSync(out)).not.toContain('work');
      expect(readdirSync(out)).not.toContain('.git');
    }
  });

  it("gives the user's own files precedence: image, overlay as a whole, single files of live", async () => {
    const user = {
      ...USER,
      'image.yaml': 'size: 20\n',
      'overlay.d/05core/usr/lib/mine': 'mine\n',
      'live/EFI/fedora/grub.cfg': 'Fedora CoreOS stays, it is my file\n',
    };
    const { rendered, log } = await renderTrees({ user });
    expect(read(rendered.out, 'image.yaml')).toBe('size: 20\n');
    expect(readdirSync(join(rendered.out, 'overlay.d/05core/usr/lib'))).toEqual(['mine']);
    expect(read(rendered.out, 'live/EFI/fedora/grub.cfg')).toBe(user['live/EFI/fedora/grub.cfg']);
    expect(existsSync(join(rendered.out, 'live/README'))).toBe(true);
    expect(rendered.layers[0]).toEqual({ name: '05core', origin: 'user', listed: true });
    expect(log.of('warning')).toEqual([]);
  });

  it('leaves nothing of an overlay out, whatever it is called; outside of one some names are never ours', async () => {
    const content = {
      'node_modules/own.js': 'x',
      'usr/lib/node_modules/dep/index.js': 'x',
      'usr/share/.ovirt-node-image/x': 'x',
      'usr/share/overlay.d/a/node_modules/x': 'x',
    };
    const below = (dir: string): Tree =>
      Object.fromEntries(Object.entries(content).map(([path, text]) => [`${dir}/${path}`, text]));
    const user = { ...USER, ...below('overlay.d/99node'), 'node_modules/x': 'x', 'sub/node_modules/x': 'x' };
    const base = {
      ...BASE,
      ...below('overlay.d/05core'),
      'overlay.d/05core/.git': 'gitdir: x',
      'manifests/node_modules/x': 'x',
    };
    // The directory a configuration lies in says nothing about it.
    const config = await plant(join(await tempDir(), 'overlay.d'), user);
    const { rendered } = await renderTrees({ base }, { config });
    for (const path of Object.keys({ ...below('overlay.d/99node'), ...below('overlay.d/05core') }))
      expect([path, existsSync(join(rendered.out, path))]).toEqual([path, true]);
    for (const path of [
      'node_modules',
      'sub/node_modules',
      'base/manifests/node_modules',
      'overlay.d/05core/.git',
    ])
      expect([path, existsSync(join(rendered.out, path))]).toEqual([path, false]);
    const git = { ...USER, 'overlay.d/99node/usr/src/.git/HEAD': 'x' };
    expect((await refusal(renderTrees({ user: git }))).message).toMatch(
      /99node\/usr\/src\/\.git: cannot be part of an image/,
    );
  });

  it("records modes as git does, whatever the user's umask was", async () => {
    const config = await plant(await tempDir(), { ...USER, script: '#!/bin/sh\n' });
    await chmod(join(config, 'script'), 0o700);
    await chmod(join(config, 'overlay.d/99node/usr/lib/node'), 0o664);
    const { rendered } = await renderTrees({}, { config });
    expect(statSync(join(rendered.out, 'script')).mode & 0o7777).toBe(0o755);
    expect(statSync(join(rendered.out, 'overlay.d/99node/usr/lib/node')).mode & 0o7777).toBe(0o644);
  });
});

describe('branding', () => {
  const grub = 'live/EFI/fedora/grub.cfg';

  it('puts the name of the manifest into boot menus, not into comments or binary files', async () => {
    const { rendered } = await renderTrees({});
    expect(read(rendered.out, grub)).toBe("# menu of Fedora CoreOS\nmenuentry 'our-node (Live)' {\n}\n");
    expect(read(rendered.out, 'live/README')).toBe(BASE['live/README']);
    expect(rendered.branded).toEqual(['EFI/fedora/grub.cfg:2']);
  });

  it('puts a given name, or leaves it', async () => {
    const named = await renderTrees({}, { branding: 'oVirt Node $&' }).catch((error: unknown) => error);
    expect(named).toBeInstanceOf(UserError);
    const { rendered } = await renderTrees({}, { branding: 'oVirt Node 4.5' });
    expect(read(rendered.out, grub)).toContain("'oVirt Node 4.5 (Live)'");
    const kept = await renderTrees({}, { branding: 'keep' });
    expect(read(kept.rendered.out, grub)).toBe(BASE[grub]);
    expect(kept.rendered.branded).toEqual([]);
  });

  it.each([
    'CentOS Stream CoreOS',
    'CentOS Stream 9 CoreOS',
    'RHEL CoreOS',
    'Red Hat Enterprise Linux CoreOS',
  ])('knows %s', async (name) => {
    const { rendered } = await renderTrees({ base: { ...BASE, [grub]: `menuentry '${name} (Live)'\n` } });
    expect(read(rendered.out, grub)).toBe("menuentry 'our-node (Live)'\n");
  });

  it.each(["it's", 'a\nb', '-x', '', '"', 'x'.repeat(61)])(
    'refuses %j, which a boot menu cannot hold',
    async (branding) => {
      expect((await refusal(renderTrees({}, { branding }))).message).toMatch(/^branding: found /);
    },
  );
});

describe('placeholders', () => {
  it('are filled in files at the root that end in .in', async () => {
    const user = {
      ...USER,
      'own.repo.in': '[own]\nname=@TARGET@\nbaseurl=http://o/\ngpgcheck=1\ngpgkey=http://k\n',
    };
    const { rendered } = await renderTrees({ user });
    expect(read(rendered.out, 'own.repo')).toContain('name=el9');
    expect(rendered.repositories.map(({ id }) => id)).toEqual(['fedora', 'own']);
  });

  it('nobody defines are refused with file and line, those in comments left alone', async () => {
    const user = {
      ...USER,
      'manifest.yaml.in': '# @COMMENT@\ninclude: base/manifests/base.yaml\nref: @NOBODY@\n',
    };
    const error = await refusal(renderTrees({ user }));
    expect(error.message).toMatch(
      /manifest\.yaml\.in:3: nobody defines @NOBODY@; give it with the input variables: NOBODY=…$/,
    );
    expect(error.location).toMatchObject({ line: 3 });
  });

  it('cannot add lines', async () => {
    const error = await refusal(
      renderTrees({}, { placeholders: { TARGET: 'el9\npackages: [x]', RELEASEVER: '9' } }),
    );
    expect(error.message).toMatch(/variables: TARGET: found a line end/);
  });

  it('make the template win over a manifest it was once turned into', async () => {
    const { rendered, log } = await renderTrees({ user: { ...USER, 'manifest.yaml': 'old: 1\n' } });
    expect(rendered.name).toBe('our-node');
    expect(log.of('warning').join()).toMatch(/manifest\.yaml: is not used/);
  });
});

describe('what leads out of the configuration', () => {
  it.each<[string, Tree, RegExp]>([
    [
      'a link to a file',
      { 'x.conf': '-> /etc/hostname' },
      /x\.conf: is or lies behind a link that leads to \/etc\/hostname/,
    ],
    ['a link to a directory above', { up: '-> ../..' }, /up: is or lies behind a link/],
    ['a link to nothing', { gone: '-> nowhere' }, /gone: is a link to something that is not there/],
    ['a link to its own directory', { 'a/loop': '-> .' }, /loop: is a link to a directory it lies in/],
    ['a linked overlay', { 'overlay.d/50etc': '-> /etc' }, /50etc: is or lies behind a link/],
    ['a linked repository file', { 'a.repo': '-> /etc/hostname' }, /a\.repo: /],
  ])('%s is refused, naming it', async (_what, added, message) => {
    expect((await refusal(renderTrees({ user: { ...USER, ...added } }))).message).toMatch(message);
  });

  it.each<[string, Tree, RegExp]>([
    ['a link to a file', { 'manifests/x': '-> /etc/hostname' }, /manifests\/x: is or lies behind a link/],
    ['a link to nothing', { gone: '-> nowhere' }, /gone: is a link to something that is not there/],
    ['a linked overlay', { 'overlay.d/60etc': '-> /etc' }, /60etc: is or lies behind a link/],
    ['a linked repository file', { 'a.repo': '-> /etc/hostname' }, /a\.repo: is or lies behind a link/],
    ['a linked live/', { 'fedora-coreos-config/live': '-> /etc' }, /live: is or lies behind a link/],
  ])('%s in a base is refused, naming it', async (_what, added, message) => {
    const { 'live/README': _readme, 'live/EFI/fedora/grub.cfg': _grub, ...rest } = BASE;
    const user = {
      ...USER,
      'manifest.yaml.in': `${USER['manifest.yaml.in'] ?? ''}ostree-layers: [overlay/60etc]\nrepos: [fedora]\n`,
    };
    const base = { 'overlay.d/60etc/f': 'x', 'fedora-coreos-config/manifests/x.yaml': '', ...rest, ...added };
    if ('overlay.d/60etc' in added) delete (base as Record<string, string>)['overlay.d/60etc/f'];
    expect((await refusal(renderTrees({ base, user }))).message).toMatch(message);
  });

  it('links inside are copied as files, links inside of an overlay are content', async () => {
    const user = {
      ...USER,
      'real.repo.d/x': '[own]\nbaseurl=http://o/\ngpgcheck=1\ngpgkey=http://k\n',
      'own.repo': '-> real.repo.d/x',
      'overlay.d/98link': '-> 99node',
      'overlay.d/99node/etc/localtime': '-> ../usr/share/zoneinfo/UTC',
    };
    const { rendered } = await renderTrees({ user });
    expect(lstatSync(join(rendered.out, 'own.repo')).isFile()).toBe(true);
    expect(lstatSync(join(rendered.out, 'overlay.d/98link')).isDirectory()).toBe(true);
    expect(readlinkSync(join(rendered.out, 'overlay.d/99node/etc/localtime'))).toBe(
      '../usr/share/zoneinfo/UTC',
    );
    expect(readlinkSync(join(rendered.out, 'overlay.d/05core/usr/lib/systemd/system/masked.service'))).toBe(
      '/dev/null',
    );
    expect(rendered.unlistedOverlays).toEqual(['98link', '99node']);
  });

  it.each([
    ['include: ../../../etc/x.yaml\n', /manifest\.yaml:1: \.\.\/\.\.\/\.\.\/etc\/x\.yaml leads out/],
    [
      'metadata: {name: n}\ninclude:\n  - base/manifests/base.yaml\n  - /etc/passwd\n',
      /manifest\.yaml:4: \/etc\/passwd is an absolute path/,
    ],
    ['include: inner/a.yaml\n', /a\.yaml:2: \.\.\/\.\.\/b\.yaml leads out/],
    ['arch-include:\n  s390x: ../x.yaml\n', /manifest\.yaml:2: /],
    ['conditional-include:\n  - if: basearch == "s390x"\n    include: [../x.yaml]\n', /manifest\.yaml:3: /],
    ['variables:\n  x: &out ../x.yaml\ninclude: *out\n', /x\.yaml leads out/],
    ['postprocess-script: ../x.sh\n', /manifest\.yaml:1: /],
    ['add-files:\n  - [../x, /etc/x]\n', /manifest\.yaml:2: /],
    ['check-passwd:\n  type: file\n  filename: ../passwd\n', /manifest\.yaml:3: /],
    ['include: overlay.d/99node/linked.yaml\n', /linked\.yaml is a link to/],
  ])('%j is refused before anything is read', async (manifest, message) => {
    const user = {
      'manifest.yaml': manifest,
      'inner/a.yaml': 'packages: []\ninclude: ../../b.yaml\n',
      'overlay.d/99node/linked.yaml': '-> /etc/hostname',
    };
    expect((await refusal(renderTrees({ user }))).message).toMatch(message);
  });

  it('an absolute destination of add-files is none', async () => {
    const user = {
      ...USER,
      conf: 'x',
      'manifest.yaml.in': `${USER['manifest.yaml.in'] ?? ''}add-files:\n  - [conf, /etc/conf]\n`,
    };
    await expect(renderTrees({ user })).resolves.toBeDefined();
  });
});

describe('mistakes', () => {
  it('an include that is not there: file, line, and where it is instead', async () => {
    const user = { ...USER, 'manifest.yaml.in': 'metadata: {name: n}\ninclude: base/base.yaml\n' };
    const error = await refusal(renderTrees({ user }));
    expect(error.message).toMatch(
      /manifest\.yaml\.in:2:10: the included file base\/base\.yaml does not exist\. .*Write base\/manifests\/base\.yaml/,
    );
    expect(error.location).toMatchObject({ line: 2 });
  });

  it('a mistake in an included file of the user names his file', async () => {
    const user = {
      ...USER,
      'manifest.yaml.in': 'include: more.yaml\n',
      'more.yaml': 'packages: []\nnonsense: 1\n',
    };
    expect((await refusal(renderTrees({ user }))).message).toMatch(
      /more\.yaml:2:1: .*Unknown fields: nonsense/,
    );
  });

  it('lines are those of the file the user wrote, although the rendered one has others', async () => {
    const user = { ...USER, 'manifest.yaml.in': 'packages: [a]\nmetadata: {name: n}\ninclude: gone.yaml\n' };
    const error = await refusal(renderTrees({ user }, { overrides: 'packages: [b, c, d]\nref: x' }));
    expect(error.message).toMatch(/manifest\.yaml\.in:3:10: the included file gone\.yaml/);
  });

  it.each<[string, Tree, RegExp]>([
    ['no manifest', { 'manifest.yaml.in': '' }, /manifest/],
    [
      'no name',
      { 'manifest.yaml.in': 'include: base/manifests/base.yaml\n' },
      /needs metadata\.name or rojig\.name/,
    ],
    [
      'a name that is a path',
      { 'manifest.yaml.in': 'include: base/manifests/base.yaml\nmetadata: {name: ../x}\n' },
      /cannot be part of a file's name/,
    ],
    [
      'a layer nobody has',
      {
        'manifest.yaml.in':
          'include: base/manifests/base.yaml\nmetadata: {name: n}\nostree-layers:\n  - overlay/none\n',
      },
      /manifest\.yaml\.in:4:5: ostree-layers names overlay\/none/,
    ],
    [
      'a repository nobody defines',
      { 'manifest.yaml.in': 'include: base/manifests/base.yaml\nmetadata: {name: n}\nrepos: [none]\n' },
      /manifest\.yaml\.in:3:9: repos names none/,
    ],
    ['an old overlay/ directory', { 'overlay/usr/x': 'x' }, /move it to overlay\.d/],
    [
      'an image that includes nothing',
      { 'image.yaml': 'size: 1\ninclude: none.yaml\n' },
      /image\.yaml:2: none\.yaml does not exist/,
    ],
    [
      'an image that includes what is outside',
      { 'image.yaml': 'include: ../x.yaml\n' },
      /image\.yaml:1: \.\.\/x\.yaml leads out/,
    ],
  ])('%s', async (_what, changed, message) => {
    expect((await refusal(renderTrees({ user: { ...USER, ...changed } }))).message).toMatch(message);
  });

  it('a base path that leads elsewhere', async () => {
    for (const basePath of ['..', '/etc', 'a/../b', '', '-x']) {
      expect((await refusal(renderTrees({}, { basePath }))).message).toMatch(/^base-config-path: found /);
    }
  });

  it('no image.yaml anywhere, and no live/ only warned about', async () => {
    const entries = Object.entries(BASE).filter(([path]) => !/^(image|live)/.test(path));
    expect((await refusal(renderTrees({ base: Object.fromEntries(entries) }))).message).toMatch(
      /^image\.yaml: neither/,
    );
    const base = Object.fromEntries([...entries, ['image.yaml', 'size: 1\n']]);
    const { rendered } = await renderTrees({ base });
    expect(rendered.warnings.join()).toMatch(/^live\/: neither/);
  });

  it('a variable nothing mentions only warned about, by name', async () => {
    const user = {
      ...USER,
      'my.repo.in': '# @IN_COMMENT@\n[mine]\nbaseurl=http://@HOST@/\n',
      'manifest.yaml': 'ref: @STALE@\n',
      'sub/x.yaml.in': '@ELSEWHERE@\n',
    };
    const variables = { HOST: 'h', IN_COMMENT: 'c', STALE: 's', ELSEWHERE: 'e', TYPO: 't' };
    const { rendered } = await renderTrees(
      { user },
      { placeholders: { TARGET: 'el9', RELEASEVER: '9', ...variables }, variables: Object.keys(variables) },
    );
    const unused = rendered.warnings.filter((text) => text.startsWith('variables: '));
    expect(unused).toEqual(
      ['STALE', 'ELSEWHERE', 'TYPO'].map(
        (name) => `variables: ${name}: nothing in manifest.yaml.in, my.repo.in mentions @${name}@`,
      ),
    );
  });

  it('a config that is no directory of a configuration', async () => {
    const config = await tempDir();
    await mkdir(join(config, 'x'));
    await writeFile(join(config, 'x', 'manifest.yaml'), '');
    expect((await refusal(renderTrees({}, { config }))).message).toMatch(
      /has neither manifest\.yaml nor manifest\.yaml\.in/,
    );
  });
});
