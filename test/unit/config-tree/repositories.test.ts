import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { BASE, release, renderTrees, USER } from './trees.ts';

const DEPS =
  '# chosen\n[safe]\nbaseurl=http://s/\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-oVirt\n[open]\nbaseurl=http://o/\ngpgcheck=0\n[off]\nbaseurl=http://x/\nenabled=0\n';
const RELEASE = release(DEPS, [
  { id: 'safe' },
  { id: 'open', gpgcheck: false },
  { id: 'off', enabled: false, chosen: false },
]);

async function refusal(...args: Parameters<typeof renderTrees>): Promise<string> {
  const error = await renderTrees(...args).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error instanceof UserError ? error.message : '';
}

describe('repositories', () => {
  it('are those of the base, the release rpm and the user, with their origin, and nothing else', async () => {
    const user = {
      ...USER,
      'mine.repo':
        '[mine]\nbaseurl=http://m/\ngpgcheck=1\ngpgkey=http://k\n[mine-off]\nbaseurl=http://m/\nenabled=0\n',
      'sub/other.repo': '[sub]\nbaseurl=http://s/\n',
    };
    const { rendered, log } = await renderTrees({ user }, { release: RELEASE });
    expect(
      rendered.repositories.map(({ id, origin, file, gpgcheck }) => [id, origin, file, gpgcheck]),
    ).toEqual([
      ['fedora', 'base', 'fedora.repo', true],
      ['safe', 'release', 'deps.repo', true],
      ['open', 'release', 'deps.repo', false],
      ['mine', 'user', 'mine.repo', true],
    ]);
    expect(rendered.flattened.config['repos']).toEqual(['fedora', 'safe', 'open', 'mine']);
    expect(log.of('info').filter((line) => line.startsWith('repository'))).toHaveLength(4);
    expect(readFileSync(join(rendered.out, 'deps.repo'), 'utf8')).toBe(DEPS);
  });

  it('the manifest lists itself are its choice: those of the base it goes past are not added', async () => {
    const user = {
      ...USER,
      'manifest.yaml.in': `${USER['manifest.yaml.in'] ?? ''}repos:\n  - fedora-testing\n`,
    };
    const { rendered } = await renderTrees({ user });
    expect(rendered.repositories.map(({ id }) => id)).toEqual(['fedora-testing']);
  });

  it("count once: the user's before the release rpm's before the base's", async () => {
    const user = {
      ...USER,
      'mine.repo':
        '[safe]\nbaseurl=http://mine/\ngpgcheck=1\ngpgkey=http://k\n[fedora]\nbaseurl=http://mine/\ngpgcheck=1\ngpgkey=http://k\n',
    };
    const { rendered, log } = await renderTrees({ user }, { release: RELEASE });
    expect(rendered.repositories.map(({ id, origin }) => [id, origin])).toEqual([
      ['open', 'release'],
      ['safe', 'user'],
      ['fedora', 'user'],
    ]);
    expect(readFileSync(join(rendered.out, 'deps.repo'), 'utf8')).not.toContain('[safe]');
    expect(log.of('notice').join()).toMatch(/repository safe: the configuration's own/);
  });

  it('keep their files apart when two are called the same', async () => {
    const user = { ...USER, 'deps.repo': '[mine]\nbaseurl=http://m/\ngpgcheck=1\ngpgkey=http://k\n' };
    const { rendered } = await renderTrees({ user }, { release: RELEASE });
    expect(rendered.repositories.find(({ id }) => id === 'safe')?.file).toBe('ovirt-release-deps.repo');
    expect(rendered.repositories.find(({ id }) => id === 'mine')?.file).toBe('deps.repo');
  });

  it('defined twice by the user are refused', async () => {
    const user = { ...USER, 'a.repo': '[x]\nbaseurl=http://a/\n', 'b.repo': '[x]\nbaseurl=http://b/\n' };
    expect(await refusal({ user })).toMatch(/b\.repo: repository x is defined in a\.repo already/);
  });

  it('without any is refused', async () => {
    const { 'manifest.yaml': _root, ...base } = BASE;
    expect(await refusal({ base })).toMatch(/no repository to take packages from/);
  });
});

describe('needs of the release rpm', () => {
  const needing = release(DEPS, [{ id: 'safe' }], ['crb', 'epel']);

  it('nobody provides are an error with what to write', async () => {
    const message = await refusal({}, { release: needing });
    expect(message).toMatch(/need CRB and EPEL.*there are: fedora, safe/);
    expect(message).toMatch(/\[c9s-crb\][^]*baseurl=\S+9-stream\/CRB[^]*\[epel\][^]*epel\/9\//);
  });

  it.each(['[c9s-crb]\nname=x', '[x]\nname=CentOS Stream 9 - CRB', '[codeready-builder-for-rhel-9]\nname=x'])(
    'are met by %j',
    async (section) => {
      const user = { ...USER, 'my.repo': `${section}\nbaseurl=http://c/\n[epel]\nbaseurl=http://e/\n` };
      const { rendered } = await renderTrees({ user }, { release: needing });
      expect(rendered.repositories).toHaveLength(4);
    },
  );

  it('are not met by one that is off, or only sounds alike', async () => {
    const section = '[c9s-crb]\nname=x\nenabled=0\nbaseurl=http://c/\n[depeloped]\nbaseurl=http://e/\n';
    expect(await refusal({ user: { ...USER, 'my.repo': section } }, { release: needing })).toMatch(
      /CRB and EPEL/,
    );
  });
});

describe('gpgcheck', () => {
  it('repo leaves every section as it is and names those without, once', async () => {
    const { rendered, log } = await renderTrees({}, { release: RELEASE, gpgcheck: 'repo' });
    expect(rendered.warnings).toEqual([expect.stringMatching(/not checked \(gpgcheck=0\): open$/)]);
    expect(log.of('warning')).toEqual(rendered.warnings);
  });

  it('require fails and lists them; an unsaid one is not checked either', async () => {
    const user = { ...USER, 'my.repo': '[unsaid]\nbaseurl=http://u/\n' };
    expect(await refusal({ user }, { release: RELEASE, gpgcheck: 'require' })).toMatch(
      /^gpgcheck: require.*: open \(deps\.repo, from the release\), unsaid \(my\.repo, from the user\)\./,
    );
    const { rendered } = await renderTrees({}, { gpgcheck: 'require' });
    expect(rendered.warnings).toEqual([]);
  });

  it('is what counts for the solver: the last of several, spelled exactly', async () => {
    const mine = (lines: string): Record<string, string> => ({
      ...USER,
      'my.repo': `[mine]\nbaseurl=http://m/\ngpgkey=http://k\n${lines}`,
    });
    for (const lines of ['GPGCHECK=1\n', 'gpgcheck=1\ngpgcheck=0\n']) {
      expect(await refusal({ user: mine(lines) }, { gpgcheck: 'require' })).toMatch(/mine \(my\.repo/);
    }
    const twice = mine('gpgcheck=1\ngpgcheck=1\n');
    const { rendered } = await renderTrees({ user: twice }, { gpgcheck: 'off' });
    expect(readFileSync(join(rendered.out, 'my.repo'), 'utf8')).toBe(
      '[mine]\nbaseurl=http://m/\ngpgkey=http://k\ngpgcheck=0\n',
    );
    expect(rendered.repositories.find(({ id }) => id === 'mine')?.gpgcheck).toBe(false);
  });

  it('off writes it into each and warns for each', async () => {
    const { rendered } = await renderTrees({}, { release: RELEASE, gpgcheck: 'off' });
    expect(rendered.repositories.map(({ gpgcheck }) => gpgcheck)).toEqual([false, false, false]);
    expect(rendered.warnings).toHaveLength(3);
    expect(readFileSync(join(rendered.out, 'fedora.repo'), 'utf8')).toContain('gpgcheck=0');
  });

  describe('of what only a lock file uses', () => {
    const user = {
      ...USER,
      'manifest.yaml.in': `${USER['manifest.yaml.in'] ?? ''}lockfile-repos: [fedora-testing, nobodys, fedora]\n`,
    };

    it('repo names it, after the others and once', async () => {
      const { rendered, log } = await renderTrees({ user }, { gpgcheck: 'repo' });
      expect(rendered.repositories.map(({ id }) => id)).toEqual(['fedora', 'fedora-testing']);
      expect(rendered.warnings).toEqual([
        expect.stringMatching(/not checked \(gpgcheck=0\): fedora-testing$/),
      ]);
      expect(log.of('info').join('\n')).toContain('repository fedora-testing: from the base, fedora.repo');
    });

    it('require refuses it', async () => {
      expect(await refusal({ user }, { gpgcheck: 'require' })).toMatch(
        /^gpgcheck: require.*: fedora-testing \(fedora\.repo, from the base\)\./,
      );
    });

    it('off switches it off', async () => {
      const checked = {
        ...BASE,
        'fedora.repo': (BASE['fedora.repo'] ?? '').replace(
          'http://t/',
          'http://t/\ngpgcheck=1\ngpgkey=http://k',
        ),
      };
      expect((await renderTrees({ base: checked, user }, { gpgcheck: 'require' })).rendered.warnings).toEqual(
        [],
      );
      const { rendered } = await renderTrees({ base: checked, user }, { gpgcheck: 'off' });
      expect(readFileSync(join(rendered.out, 'fedora.repo'), 'utf8').match(/^gpgcheck=.*$/gm)).toEqual([
        'gpgcheck=0',
        'gpgcheck=0',
      ]);
    });

    it('meets no need of the release package: without a lock file it does nothing', async () => {
      const needing = { ...RELEASE, report: { ...RELEASE.report, needs: ['epel'] } };
      const own = { ...user, 'manifest.yaml.in': user['manifest.yaml.in'].replace('nobodys', 'epel') };
      const base = { ...BASE, 'extra.repo': '[epel]\nbaseurl=http://e/\n' };
      expect(await refusal({ base, user: own }, { release: needing })).toMatch(/its packages need EPEL/);
    });
  });

  it('a key that is nowhere is warned about, one the configuration should have is refused', async () => {
    const lost = release('[r]\ngpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/LOST\n', [{ id: 'r' }]);
    const { rendered } = await renderTrees({}, { release: lost });
    expect(rendered.warnings.join()).toMatch(/the key \/etc\/pki\/rpm-gpg\/LOST is not in the configuration/);
    const user = { ...USER, 'my.repo': '[m]\nbaseurl=http://u/\ngpgcheck=1\ngpgkey=keys/absent\n' };
    expect(await refusal({ user })).toMatch(
      /my\.repo: gpgkey of m: the configuration has no file keys\/absent/,
    );
    const bare = { ...USER, 'my.repo': '[m]\nbaseurl=http://u/\ngpgcheck=1\n' };
    expect((await renderTrees({ user: bare })).rendered.warnings.join()).toMatch(
      /m \(my\.repo\): gpgcheck=1 without a gpgkey/,
    );
  });
});
