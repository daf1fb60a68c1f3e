import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  digestOf,
  makeRepository,
  writeRepository,
  type MadePackage,
} from '../../support/rpm-md/metadata.ts';
import { tempDir } from '../../support/temp.ts';
import { check, serve, shown } from './setting.ts';

const PACKAGES: readonly MadePackage[] = [
  {
    name: 'podman',
    evr: '4.9.4-1.el9',
    arch: 'x86_64',
    provides: ['docker&amp;more', 'rng" flags="GE" epoch="0" ver="2'],
  },
  { name: 'podman', evr: '4.6.1-7.el9', arch: 'x86_64' },
  {
    name: 'vim-enhanced',
    evr: '2:8.2.2637-20.el9',
    files: ['/usr/bin/vim'],
    moreFiles: ['/usr/share/vim/a&amp;b'],
  },
  { name: 'only-arm', arch: 'aarch64' },
  { name: 'only-source', arch: 'src' },
  { name: 'multilib', arch: 'i686' },
  { name: 'cockpit-ws' },
  { name: 'cockpit-system' },
];

async function localRepository(packages = PACKAGES): Promise<string> {
  const dir = await tempDir();
  await writeRepository(dir, makeRepository(packages));
  return dir;
}

describe('package strings', () => {
  it('of every kind are found', async () => {
    const wants = [
      'podman',
      'podman.x86_64',
      'podman-4.6.1',
      'podman-4.9.4-1.el9',
      'podman-4.9.4-1.el9.x86_64',
      'podman-0:4.9.4-1.el9.x86_64',
      'podman >= 4.7',
      'podman = 4.6.1',
      'pod*',
      'cockpit-*.noarch',
      'docker&more',
      'docker&*',
      'rng >= 17',
      'vim-enhanced = 2:8.2.2637',
      '/usr/bin/vim',
      '/usr/share/vim/a&b',
      '/usr/*/vim/*',
      '*/bin/vim',
      'multilib',
    ];
    expect(await check({ repo: `[r]\nbaseurl=${await localRepository()}\n`, wants })).toEqual([]);
  });

  it('that are not there are named on their line, with what may have been meant', async () => {
    const wants = [
      'podmam',
      'podman >= 5',
      'podman-5.0',
      'podman.aarch64',
      'podman>=4',
      'only-arm',
      'only-source',
      'required-only',
      '/usr/bin/emacs',
      'rng < 2',
      'cockpit',
      'Podman',
      'zzz*',
      '',
      'a\u0007\u001b[31mb',
    ];
    const findings = await check({ repo: `[r]\nbaseurl=${await localRepository()}\n`, wants });
    expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['error']));
    expect(shown(findings)).toEqual([
      'package-missing manifest.yaml:1 podmam: r does not have it; did you mean podman?',
      'package-missing manifest.yaml:2 podman >= 5: r does not have it; there is podman-4.9.4-1.el9.x86_64',
      'package-missing manifest.yaml:3 podman-5.0: r does not have it; there is podman-4.9.4-1.el9.x86_64',
      'package-missing manifest.yaml:4 podman.aarch64: r does not have it; there is podman-4.9.4-1.el9.x86_64',
      'package-missing manifest.yaml:5 podman>=4: r does not have it; a version needs blanks around its operator and quotes around all',
      'package-missing manifest.yaml:6 only-arm: r does not have it',
      'package-missing manifest.yaml:7 only-source: r does not have it',
      'package-missing manifest.yaml:8 required-only: r does not have it',
      'package-missing manifest.yaml:9 /usr/bin/emacs: r does not have it',
      'package-missing manifest.yaml:10 rng < 2: r does not have it',
      'package-missing manifest.yaml:11 cockpit: r does not have it; did you mean cockpit-system, cockpit-ws?',
      'package-missing manifest.yaml:12 Podman: r does not have it; did you mean podman?',
      'package-missing manifest.yaml:13 zzz*: r does not have it',
      'package-missing manifest.yaml:14 "": r does not have it',
      'package-missing manifest.yaml:15 "a\\u0007\\u001b[31mb": r does not have it',
    ]);
  });

  it('that only a solver can answer are not called missing', async () => {
    const findings = await check({
      repo: `[r]\nbaseurl=${await localRepository()}\n`,
      wants: ['(a or podman)'],
    });
    expect(findings.map(({ severity }) => severity)).toEqual(['info']);
    expect(shown(findings)).toEqual([
      'package-unchecked manifest.yaml:1 (a or podman): a boolean dependency was not looked up; the build resolves it',
    ]);
  });

  it('are reported at every place that asks for them', async () => {
    const origins = [
      { file: 'a.yaml', line: 3, column: 5 },
      { file: 'b.yaml', line: 7 },
    ];
    const repo = `[r]\nbaseurl=${await localRepository()}\n`;
    const findings = await check({ repo, wants: [{ text: 'nope', origins }] });
    expect(findings.map(({ location }) => location)).toEqual(origins);
  });

  it('of one repository have to be in that one, by name', async () => {
    const [one, two] = [await localRepository([{ name: 'a', provides: ['cap'] }]), await localRepository()];
    const repo = `[one]\nbaseurl=${one}\n[two]\nbaseurl=${two}\n`;
    const from = (text: string, repository: string) => ({
      text,
      repository,
      origins: [{ file: 'm', line: 1 }],
    });
    const wants = [from('a', 'one'), from('podman-4.6.1', 'two'), from('podman', 'one'), from('cap', 'one')];
    expect(shown(await check({ repo, wants }))).toEqual([
      'package-missing m:1 podman: one does not have it; there is podman-4.9.4-1.el9.x86_64',
      'package-missing m:1 cap: one does not have it',
    ]);
  });
});

describe('settings that leave packages out', () => {
  it.each([
    ['excludepkgs=podman vim*', 'excludepkgs= of r'],
    ['exclude=podman-4.*, vim-enhanced.noarch', 'excludepkgs= of r'],
    ['includepkgs=cockpit-*', 'includepkgs= of r'],
  ])('%s', async (setting, by) => {
    const repo = `[r]\nbaseurl=${await localRepository()}\n${setting}\n`;
    const findings = await check({ repo, wants: ['podman', '/usr/bin/vim', 'cockpit-ws'] });
    expect(shown(findings)).toEqual([
      `package-missing manifest.yaml:1 podman: r does not have it; ${by} leaves it out`,
      `package-missing manifest.yaml:2 /usr/bin/vim: r does not have it; ${by} leaves it out`,
    ]);
  });

  it('exclude-packages takes away what provides a string; the same name is for another rule to report', async () => {
    const repo = `[r]\nbaseurl=${await localRepository()}\n`;
    const wants = ['podman', 'docker&more', 'cockpit-ws'];
    expect(shown(await check({ repo, wants, excluded: ['podman'] }))).toEqual([
      'package-missing manifest.yaml:2 docker&more: r does not have it; exclude-packages leaves it out',
    ]);
  });

  it('what one repository leaves out another may have', async () => {
    const dir = await localRepository();
    const repo = `[r]\nbaseurl=${dir}\nexcludepkgs=*\n[s]\nbaseurl=file://${dir}\n`;
    expect(await check({ repo, wants: ['podman'] })).toEqual([]);
  });
});

describe('lock entries', () => {
  const origin = { file: 'manifest-lock.x86_64.json', line: 4 };
  const entry = { name: 'podman', evr: '4.9.4-1.el9', arch: 'x86_64', digest: undefined, origin };

  it.each([
    [{}],
    [{ arch: undefined }],
    [{ evr: '0:4.9.4-1.el9' }],
    [{ evr: '4.6.1-7.el9' }],
    [{ digest: `sha256:${digestOf({ name: 'podman', evr: '4.9.4-1.el9' })}` }],
    [{ digest: 'sha512:beside-the-point' }],
  ])('with %j is there', async (change) => {
    const repo = `[r]\nbaseurl=${await localRepository()}\n`;
    expect(await check({ repo, locked: [{ ...entry, ...change }] })).toEqual([]);
  });

  it.each([
    [
      { evr: '4.9.5-1.el9' },
      'podman-4.9.5-1.el9.x86_64 is locked, and r does not have it; the newest there is 4.9.4-1.el9',
    ],
    [
      { arch: 'noarch' },
      'podman-4.9.4-1.el9.noarch is locked, and r does not have it; the newest there is 4.9.4-1.el9',
    ],
    [{ name: 'gone' }, 'gone-4.9.4-1.el9.x86_64 is locked, and r does not have it'],
    [
      { digest: `sha256:${'0'.repeat(64)}` },
      `podman-4.9.4-1.el9.x86_64 is locked as sha256:${'0'.repeat(64)}, and there it is sha256:${digestOf({ name: 'podman', evr: '4.9.4-1.el9' })}`,
    ],
  ])('with %j is not', async (change, expected) => {
    const repo = `[r]\nbaseurl=${await localRepository()}\n`;
    const findings = await check({ repo, locked: [{ ...entry, ...change }] });
    expect(findings).toEqual([
      {
        rule: 'lock-entry-missing',
        severity: 'warning',
        message: `${expected}; the build only warns and takes what it finds: update the lock file`,
        location: origin,
      },
    ]);
  });

  it('open lockfile-repos, and only for what they pin', async () => {
    const repo = `[pool]\nbaseurl=${await localRepository()}\n`;
    const used = [{ id: 'pool', origin, lockedOnly: true }];
    const wants = ['podman = 4.9.4', 'podman = 4.6.1', 'cockpit-ws'];
    expect(shown(await check({ repo, used, wants, locked: [entry] }))).toEqual([
      'package-missing manifest.yaml:2 podman = 4.6.1: pool does not have it; lockfile-repos (no lock file pins it) leaves it out',
      'package-missing manifest.yaml:3 cockpit-ws: pool does not have it; lockfile-repos (no lock file pins it) leaves it out',
    ]);
  });
});

describe('files', () => {
  it('are read of all repositories only for a path primary.xml does not have', async () => {
    const server = await serve({ r: makeRepository(PACKAGES) });
    const repo = `[r]\nbaseurl=${server.url}/r\n`;
    expect(await check({ repo, wants: ['podman', '/usr/bin/vim'] })).toEqual([]);
    expect(server.requests).toEqual(['/r/repodata/repomd.xml', '/r/repodata/primary.xml.gz']);
    expect(await check({ repo, wants: ['podman', '/usr/share/vim/a&b'] })).toEqual([]);
    expect(server.requests.slice(2)).toEqual([
      '/r/repodata/repomd.xml',
      '/r/repodata/primary.xml.gz',
      '/r/repodata/filelists.xml.gz',
    ]);
  });

  it('of packages that do not count are none', async () => {
    const dir = await localRepository([{ name: 'a', arch: 'aarch64', moreFiles: ['/opt/a'] }]);
    const findings = await check({ repo: `[r]\nbaseurl=${join(dir, '/')}\n`, wants: ['/opt/a'] });
    expect(shown(findings)).toEqual(['package-missing manifest.yaml:1 /opt/a: r does not have it']);
  });
});
