import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkRepositories, type RepositoryCheck } from '../../../src/commands/check-repos.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import type { LintOptions } from '../../../src/lint/options.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { makeRepository, writeRepository, type MadePackage } from '../../support/rpm-md/metadata.ts';
import { tempDir } from '../../support/temp.ts';

/** Packages of each repository; `$basearch` is part of the name. */
const REPOSITORIES: Readonly<Record<string, readonly MadePackage[]>> = {
  'base-9-x86_64': [
    { name: 'bash', arch: 'x86_64' },
    { name: 'podman', evr: '4.9-1', arch: 'x86_64' },
  ],
  'base-9-s390x': [{ name: 'bash', arch: 's390x' }],
  pool: [{ name: 'pinned', evr: '1.2-3' }, { name: 'loose' }],
  own: [{ name: 'ovirt-host' }],
};

const MANIFEST = `releasever: 9
include: manifests/base.yaml
repos:
  - base
packages:
  - ovirt-host
packages-s390x:
  - bash
  - s390utils
`;

const FILES: Readonly<Record<string, string>> = {
  'manifest.yaml': MANIFEST,
  'manifests/base.yaml':
    'packages:\n  - bash\n  # comment\n  - podman nope\nrepos:\n  - own\nlockfile-repos: [pool]\n',
  'main.repo':
    '[base]\nname=b\nbaseurl=file://@ROOT@/base-$releasever-$basearch\n\n[off]\nenabled=0\nbaseurl=/nowhere\n',
  'own.repo': '[own]\nbaseurl=@ROOT@/own\n[pool]\nbaseurl=@ROOT@/pool\nenabled=0\n',
};

async function config(files: Readonly<Record<string, string>> = FILES): Promise<string> {
  const root = await tempDir();
  for (const [name, packages] of Object.entries(REPOSITORIES)) {
    await writeRepository(join(root, name), makeRepository(packages));
  }
  const dir = join(root, 'config');
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text.replaceAll('@ROOT@', root));
  }
  return dir;
}

async function check(
  dir: string,
  options: LintOptions = {},
  change: Partial<RepositoryCheck> = {},
): Promise<Finding[]> {
  return await checkRepositories({
    dir,
    options: { arches: ['x86_64'], ...options },
    yumVariables: {},
    cacheDir: await tempDir(),
    network: { log: new MemoryLog() },
    ...change,
  });
}

function shown(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, message, location: { file, line = 0 }, when }) =>
    [`${rule} ${file}:${line} ${message}`, ...(when === undefined ? [] : [when])].join(' | '),
  );
}

describe('the packages of a configuration', () => {
  it('are looked up for every architecture, and what is missing is on its line', async () => {
    expect(shown(await check(await config(), { arches: ['x86_64', 's390x'] }))).toEqual([
      'package-missing manifest.yaml:9 s390utils: none of own, base has it | only on s390x',
      'package-missing manifests/base.yaml:4 nope: none of own, base has it',
      'package-missing manifests/base.yaml:4 podman: none of own, base has it | only on s390x',
    ]);
  });

  it('of one repository are each on a line of their own, in an included file too', async () => {
    const list = (first: string): string =>
      `repo-packages:\n  - repo: own\n    packages:\n      - ${first}\n`;
    const dir = await config({
      ...FILES,
      'manifest.yaml': `include: more.yaml\nreleasever: 9\nrepos: [own]\n${list('ovirt-host')}      - absent\n`,
      'more.yaml': `${list('absent')}      - ovirt-host\n      - gone ovirt-host\n`,
    });
    expect(shown(await check(dir)).map((text) => text.split(':', 2).join(':'))).toEqual([
      'package-missing manifest.yaml:8 absent',
      'package-missing more.yaml:6 gone',
    ]);
  });

  it('are those of the manifest for the variables that are given', async () => {
    const dir = await config({
      ...FILES,
      'manifest.yaml': `releasever: 9
repos: [base]
conditional-include:
  - if: stream == "next"
    include:
      packages: [new-thing]
`,
    });
    const vars = { stream: ['next', 'stable'] };
    const findings = await check(dir, { arches: ['x86_64', 's390x'], vars });
    expect(shown(findings)).toEqual([
      'package-missing manifest.yaml:6 new-thing: base does not have it | only with stream=next',
    ]);
  });

  it('come from all enabled repositories where the manifest lists none', async () => {
    const dir = await config({
      ...FILES,
      'manifest.yaml': 'releasever: 9\npackages: [bash, ovirt-host, loose]\n',
    });
    expect(shown(await check(dir))).toEqual([
      'package-missing manifest.yaml:2 loose: none of base, own has it',
    ]);
  });

  it('may come from lockfile-repos as the lock files pin them', async () => {
    const manifest = 'releasever: 9\nrepos: [base]\nlockfile-repos: [pool]\npackages: [pinned, loose]\n';
    const lock = {
      packages: {
        pinned: { evra: '1.2-3.noarch' },
        bash: { evr: '1-1' },
        gone: { evra: '1-1.x86_64', digest: 'sha256:00' },
        podman: { evra: '4.9-1.x86_64' },
      },
    };
    const dir = await config({
      ...FILES,
      'manifest.yaml': manifest,
      'manifest-lock.x86_64.json': JSON.stringify(lock, null, 2),
      'manifest-lock.overrides.yaml': 'packages:\n  podman:\n    evr: 5.0-1\n    metadata: {type: pin}\n',
    });
    expect(shown(await check(dir, { arches: ['x86_64'] }))).toEqual([
      'lock-entry-missing manifest-lock.overrides.yaml:2 podman-5.0-1 is locked, and none of base, pool has it; the newest there is 4.9-1; the build only warns and takes what it finds: update the lock file',
      'lock-entry-missing manifest-lock.x86_64.json:9 gone-1-1.x86_64 is locked, and none of base, pool has it; the build only warns and takes what it finds: update the lock file',
      'package-missing manifest.yaml:4 loose: none of base, pool has it; lockfile-repos (no lock file pins it) leaves it out',
    ]);
  });
});

describe('what cannot be looked up is said', () => {
  it('when a manifest cannot be resolved for an architecture', async () => {
    const dir = await config({
      ...FILES,
      'manifest.yaml': 'releasever: 9\nrepos: [base]\npackages: [bash]\narch-include:\n  s390x: gone.yaml\n',
    });
    const findings = await check(dir, { arches: ['x86_64', 's390x'] });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      rule: 'repo-check-skipped',
      severity: 'info',
      when: 'only on s390x',
      location: { file: 'manifest.yaml', line: 5 },
    });
  });

  it('when a repository is defined nowhere', async () => {
    const dir = await config({ ...FILES, 'manifest.yaml': 'repos: [base, private]\nreleasever: "9"\n' });
    expect(shown(await check(dir))).toEqual([
      'repo-unchecked manifest.yaml:1 private was not looked into: no .repo file here defines it',
    ]);
  });

  it('when a repository needs a variable; given, it is used', async () => {
    const dir = await config({
      'manifest.yaml': 'repos: [r]\npackages: [bash]\nreleasever: 9\n',
      'r.repo': '\n[r]\nbaseurl=@ROOT@/$which-$releasever-$basearch\n',
    });
    const [finding, ...more] = shown(await check(dir));
    expect(finding).toMatch(/^repo-unchecked r\.repo:2 r was not looked into: baseurl: found \$which, /);
    expect(more).toEqual([]);
    expect(await check(dir, {}, { yumVariables: { which: 'base' } })).toEqual([]);
  });
});

it('a .repo or lock file that is a link out of the configuration is not read', async () => {
  const dir = await config({ 'manifest.yaml': 'repos: [base]\nreleasever: 9\n' });
  const outside = await tempDir();
  await writeFile(join(outside, 'main.repo'), '[base]\nbaseurl=/secret\n');
  await writeFile(join(outside, 'lock.json'), '{"packages": {"secret": {"evr": "1-1"}}}');
  await symlink(join(outside, 'main.repo'), join(dir, 'main.repo'));
  await symlink(join(outside, 'lock.json'), join(dir, 'manifest-lock.x86_64.json'));
  expect(shown(await check(dir))).toEqual([
    'repo-unchecked manifest.yaml:1 base was not looked into: no .repo file here defines it',
  ]);
});
