import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linter, lookUpWith } from '../../../src/commands/linter.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { lintTarget, type Looking } from '../../../src/validate/lint-target.ts';
import { Releases } from '../../../src/validate/releases.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { makeRepository, writeRepository } from '../../support/rpm-md/metadata.ts';
import { tempDir } from '../../support/temp.ts';
import { BASE, release, USER, type Tree } from '../config-tree/trees.ts';
import { NODE, sideOf, type AskedSide } from './sides.ts';

/** What a test says of a look; the rest is in order. */
interface Asked extends AskedSide {
  readonly looking?: Partial<Looking>;
}

/** Looks at a configuration in `node/` of a repository, as `validate` does. */
async function look({ looking, ...asked }: Asked, log = new MemoryLog()): Promise<Finding[]> {
  return await lintTarget(NODE, await sideOf(asked), {
    lint: linter,
    lookUp: undefined,
    releases: undefined,
    rpmOstree: undefined,
    guard: undefined,
    info: (message) => log.info(message),
    ...looking,
  });
}

/** `rule file:line message | when`, of all that is no advice. */
function shown(findings: readonly Finding[]): string[] {
  return findings.map(({ rule, message, location: { file, line }, when }) =>
    [
      `${rule} ${file}${line === undefined ? '' : `:${line}`} ${message}`,
      ...(when === undefined ? [] : [when]),
    ].join(' | '),
  );
}

const TEMPLATE = USER['manifest.yaml.in'] ?? '';
const LINES = TEMPLATE.split('\n').length;

describe('a template', () => {
  it('is looked at with its base: a mistake is on the line of the template', async () => {
    const user = { ...USER, 'manifest.yaml.in': `${TEMPLATE}  - kernel >= 2\nexclude-packages: [systemd]\n` };
    const found = await look({ user });
    expect(found).toContainEqual(
      expect.objectContaining({
        rule: 'version-query-quoting',
        location: expect.objectContaining({ file: 'manifest.yaml.in', line: LINES }) as unknown,
      }),
    );
  });

  it('whose mistake an input has made names the input', async () => {
    const render = { overrides: 'mutate-os-release: "$releasever"\nreleasever: "9"\n' };
    expect(shown(await look({ render }))).toContainEqual(
      expect.stringMatching(/^unresolved-substitution manifest\.yaml\.in overrides: mutate-os-release: /),
    );
  });

  it('that does something to its base is told so at the manifest, with the place in the base', async () => {
    const user = { ...USER, 'manifest.yaml.in': `${TEMPLATE}exclude-packages: [kernel]\n` };
    expect(shown(await look({ user })).filter((text) => text.includes('kernel'))).toEqual([
      `requested-and-excluded manifest.yaml.in in the base, base/manifests/base.yaml:2: found kernel, which manifest.yaml.in:${LINES} excludes: the solver will not find it; take it out of one of the two`,
    ]);
  });

  it('is not told what is wrong with its base by itself', async () => {
    const base = {
      ...BASE,
      'manifests/base.yaml': `${BASE['manifests/base.yaml'] ?? ''}exclude-packages: [kernel]\n`,
    };
    const log = new MemoryLog();
    const found = await look({ base }, log);
    expect(found.filter(({ message }) => message.includes('kernel'))).toEqual([]);
    expect(log.of('info').join('\n')).toMatch(/\d+ findings are in the base configuration itself/);
    // The same mistake, made by the configuration itself.
    const user = { ...USER, 'manifest.yaml.in': `${TEMPLATE}exclude-packages: [ovirt-host]\n` };
    expect(shown(await look({ user, base })).join('\n')).toContain('found ovirt-host');
  });

  it('with nothing wrong in it has nothing of its base or its rendering in it', async () => {
    const found = await look({ render: { packages: ['added'] } });
    // Of the package the oVirt node is about: accounts its rpms expect.
    expect(new Set(found.map(({ rule, severity }) => `${rule} ${severity}`))).toEqual(
      new Set(['ovirt-host-accounts warning']),
    );
  });

  it('is told what neither it nor its base says, where it can be said', async () => {
    const base = {
      ...BASE,
      'manifests/base.yaml': (BASE['manifests/base.yaml'] ?? '').replace('boot-location: modules\n', ''),
    };
    const told = shown(await look({ base })).filter((text) => text.startsWith('deprecated-key'));
    expect(told).toEqual([
      expect.stringMatching(/^deprecated-key manifest\.yaml\.in found no boot-location, /),
    ]);
    const user = { ...USER, 'manifest.yaml.in': `${TEMPLATE}boot-location: modules\n` };
    expect(shown(await look({ base, user })).filter((text) => text.startsWith('deprecated-key'))).toEqual([]);
  });

  it('that is another text on each architecture is looked at as each of them', async () => {
    const arches = ['x86_64', 's390x'];
    const user = { ...USER, 'manifest.yaml.in': `${TEMPLATE}pak@ARCH@: [x]\n` };
    const found = shown(await look({ user, arches })).filter((text) => text.startsWith('unknown-key'));
    expect(found).toEqual([
      expect.stringMatching(
        new RegExp(`^unknown-key manifest.yaml.in:${LINES} .*pakx86_64.* \\| only on x86_64$`),
      ),
      expect.stringMatching(
        new RegExp(`^unknown-key manifest.yaml.in:${LINES} .*paks390x.* \\| only on s390x$`),
      ),
    ]);
  });

  it('is set by its settings, which name the template', async () => {
    const user = {
      ...USER,
      'manifest.yaml.in': `${TEMPLATE}pakages: [x]\n`,
      '.ovirt-node-image.yaml':
        'lint:\n  paths:\n    - files: [manifest.yaml.in]\n      rules: {unknown-key: off}\n',
    };
    expect(shown(await look({ user })).join('\n')).not.toContain('unknown-key');
  });

  it('without a base that is known is looked at as it is', async () => {
    const found = shown(await look({ base: undefined }));
    expect(found).toContainEqual(
      expect.stringMatching(/^missing-include manifest\.yaml\.in:2 base\/ is not here/),
    );
  });

  it('whose base is a submodule that is not checked out is told what to do', async () => {
    const found = await look({ submodules: ['node/base'] });
    expect(found).toContainEqual(
      expect.objectContaining({
        rule: 'missing-include',
        message: expect.stringMatching(
          /^base\/ is a submodule that is not checked out, .*submodules: recursive/,
        ) as unknown,
      }),
    );
  });
});

describe('packages of a template', () => {
  /** A configuration whose base has a repository on this disk. */
  async function withRepositories(): Promise<{ base: Tree; releaseText: string; lookUp: Looking['lookUp'] }> {
    const root = await tempDir();
    await writeRepository(
      join(root, 'fedora'),
      makeRepository(['kernel', 'systemd', 'sudo', 'extra', 'one-more'].map((name) => ({ name }))),
    );
    await writeRepository(join(root, 'ovirt'), makeRepository([{ name: 'ovirt-host' }]));
    return {
      base: { ...BASE, 'fedora.repo': `[fedora]\nname=F\nbaseurl=file://${root}/fedora\ngpgcheck=0\n` },
      releaseText: `[ovirt]\nname=O\nbaseurl=file://${root}/ovirt\ngpgcheck=0\n`,
      lookUp: lookUpWith(await tempDir(), {}, { log: new MemoryLog() }),
    };
  }

  const ofPackages = (findings: readonly Finding[]): string[] =>
    shown(findings).filter((text) => /^(package|repo)-(?!file)/.test(text));

  it('come from the repositories of its base; what the release rpm may have is no mistake', async () => {
    const { base, lookUp } = await withRepositories();
    const arches = ['x86_64', 's390x'];
    const user = { ...USER, 'manifest.yaml.in': `${TEMPLATE}packages-s390x: [krenel]\n` };
    expect(ofPackages(await look({ user, base, arches, looking: { lookUp } }))).toEqual([
      "package-not-found manifest.yaml.in not found in the repositories that are known; the release rpm's were not looked at: krenel; did you mean kernel? (only on s390x), ovirt-host",
    ]);
  });

  it('come from the release rpm too; what nobody has is on its line', async () => {
    const { base, lookUp, releaseText } = await withRepositories();
    const opened = release(releaseText, [{ id: 'ovirt' }]);
    const releases = new Releases('el9', new Map([['x86_64', opened]]), new Map());
    const looking = { lookUp, releases };
    expect(ofPackages(await look({ base, looking }))).toEqual([]);
    const user = { ...USER, 'manifest.yaml.in': `${TEMPLATE}  - krenel\n` };
    expect(ofPackages(await look({ base, user, looking }))).toEqual([
      `package-missing manifest.yaml.in:${LINES} krenel: none of fedora, ovirt has it; did you mean kernel?`,
    ]);
  });

  it('of the base that are missing are told at the manifest', async () => {
    const { base, lookUp, releaseText } = await withRepositories();
    const releases = new Releases(
      'el9',
      new Map([['x86_64', release(releaseText, [{ id: 'ovirt' }])]]),
      new Map(),
    );
    const more = `${BASE['manifests/base.yaml'] ?? ''}repo-packages: []\n`.replace(
      '  - kernel',
      '  - kernel gone',
    );
    const found = await look({
      base: { ...base, 'manifests/base.yaml': more },
      looking: { lookUp, releases },
    });
    expect(ofPackages(found)).toEqual([
      'package-missing manifest.yaml.in in the base, base/manifests/base.yaml:2: gone: none of fedora, ovirt has it',
    ]);
  });

  it('are those of what is built, and not of each manifest of a base at the root', async () => {
    const { base, lookUp, releaseText } = await withRepositories();
    const releases = new Releases(
      'el9',
      new Map([['x86_64', release(releaseText, [{ id: 'ovirt' }])]]),
      new Map(),
    );
    const user = { ...USER, 'manifest.yaml.in': TEMPLATE.replace('base/manifests', 'manifests') };
    const found = await look({
      user,
      base: {
        ...base,
        'manifest-other.yaml': 'include: manifests/base.yaml\nrepos: [fedora]\npackages: [other]\n',
      },
      render: { basePath: '.', always: true },
      looking: { lookUp, releases },
    });
    expect(ofPackages(found)).toEqual([]);
  });

  it('on an architecture the release rpm has nothing for are not looked up, and that is said', async () => {
    const { base, lookUp, releaseText } = await withRepositories();
    const opened = new Map([['x86_64', release(releaseText, [{ id: 'ovirt' }])]]);
    const releases = new Releases('el9', opened, new Map([['s390x', 'none for s390x']]));
    const found = await look({ base, arches: ['x86_64', 's390x'], looking: { lookUp, releases } });
    expect(ofPackages(found)).toEqual([
      'repo-check-skipped manifest.yaml.in packages were not looked up: none for s390x | only on s390x',
    ]);
  });
});
