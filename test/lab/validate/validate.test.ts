import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { linter } from '../../../src/commands/linter.ts';
import { runValidate } from '../../../src/commands/validate-run.ts';
import { parseValidateInputs } from '../../../src/inputs/validate.ts';
import type { RawInputs } from '../../../src/inputs/schema.ts';
import type { Linter, ValidateResult } from '../../../src/validate/types.ts';
import { describeDiff } from '../../../src/validate/describe.ts';
import { verdict } from '../../../src/validate/verdict.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { refusal } from '../../support/refusal.ts';
import { hasShared, SHARED } from '../../support/shared.ts';
import { tempDir } from '../../support/temp.ts';
import { commit, git, makeRepository, put, type Files } from '../git/working-copy.ts';

let dir: string;
let log: MemoryLog;

beforeEach(async () => {
  dir = join(await tempDir(), 'work');
  log = new MemoryLog();
});

const kept = { ...process.env };
afterEach(() => {
  process.env = { ...kept };
});

/** Finds nothing: what is looked at is what rpm-ostree makes of a configuration. */
const silent: Linter = async () => await Promise.resolve([]);

async function run(raw: RawInputs = {}, lint: Linter = silent): Promise<ValidateResult> {
  return await runValidate(parseValidateInputs(raw, dir), { env: {}, cwd: dir, base: undefined, log, lint });
}

/** Validates `head` over a repository with `base`. */
async function compared(base: Files, head: Files, raw: RawInputs = {}): Promise<ValidateResult> {
  await makeRepository(dir, base);
  await put(dir, head);
  return await run({ base: 'HEAD', ...raw });
}

const MANIFEST = 'packages:\n  - bash\n  - zsh\n';

describe('what a change means', () => {
  it('is nothing when only the text is another', async () => {
    const result = await compared(
      { 'manifest.yaml': MANIFEST, 'README.md': 'x\n' },
      { 'manifest.yaml': '# why\npackages: [zsh, bash]\n', 'README.md': 'y\n' },
    );
    expect(verdict(result)).toBe('nothing wrong; no effective change');
    expect(result).toMatchObject({ changed: false, findings: [], files: [] });
    expect(result.diffs.map(({ status, arches }) => [status, arches.length])).toEqual([['same', 4]]);
  });

  it('is told for each architecture that it is different on', async () => {
    const result = await compared(
      { 'manifest.yaml': MANIFEST },
      { 'manifest.yaml': `${MANIFEST}packages-s390x:\n  - s390utils\n` },
    );
    expect(result.diffs.map(({ status, arches }) => [status, arches])).toEqual([
      ['same', ['x86_64', 'aarch64', 'ppc64le']],
      ['changed', ['s390x']],
    ]);
    expect(result.diffs.flatMap(describeDiff)).toEqual(['@@ packages @@', '+ s390utils  (manifest.yaml:5)']);
    expect(result.changed).toBe(true);
  });

  it('is of the overlays, repositories and scripts too, which are no part of a flattened manifest', async () => {
    const manifest = `${MANIFEST}postprocess-script: post.sh\n`;
    const result = await compared(
      {
        'manifest.yaml': manifest,
        'post.sh': '#!/bin/sh\n',
        'overlay.d/99x/usr/a': 'a\n',
        'x.repo': '[x]\n',
      },
      {
        'post.sh': '#!/bin/sh\ntrue\n',
        'overlay.d/99x/usr/a': null,
        'x.repo': '[x]\nname=x\n',
        'other.txt': 'x\n',
      },
    );
    expect(result.files).toEqual([
      { path: 'overlay.d/99x/usr/a', status: 'removed', role: 'overlay' },
      { path: 'post.sh', status: 'changed', role: 'script' },
      { path: 'x.repo', status: 'changed', role: 'repository' },
    ]);
    expect(result).toMatchObject({ changed: true, diffs: [{ status: 'same' }] });
  });

  it('is of what a link leads to as well, and of a link that leads elsewhere', async () => {
    const result = await compared(
      {
        'manifest.yaml': `${MANIFEST}postprocess-script: post.sh\n`,
        '.gitignore': '*.pyc\n',
        'shared/05core/etc/motd': 'old\n',
        'shared/05core/etc/same': 'x\n',
        'shared/other/a': 'a\n',
        'shared/another/a': 'a\n',
        'shared/another/b': 'b\n',
        'shared/post.sh': 'old\n',
        'shared/unused': 'old\n',
        'overlay.d/05core': '-> ../shared/05core',
        'overlay.d/10other': '-> ../shared/other',
        'overlay.d/15links/usr/link': '-> ../../../shared/unused',
        'post.sh': '-> shared/post.sh',
      },
      {
        'shared/05core/etc/motd': 'new\n',
        'shared/05core/etc/x.pyc': 'passed over\n',
        'shared/post.sh': 'new\n',
        'shared/unused': 'new\n',
        'overlay.d/10other': '-> ../shared/another',
      },
      { arch: 'x86_64' },
    );
    expect(result.files).toEqual([
      { path: 'overlay.d/05core/etc/motd', status: 'changed', role: 'overlay' },
      { path: 'overlay.d/10other/b', status: 'added', role: 'overlay' },
      { path: 'post.sh', status: 'changed', role: 'script' },
    ]);
    expect(result).toMatchObject({ changed: true, findings: [], diffs: [{ status: 'same' }] });
  });

  it('is of what a submodule brings to the image, and not of the rest of it', async () => {
    const upstream = join(dir, '..', 'upstream');
    await makeRepository(upstream, { 'overlay.d/05core/etc/motd': 'old\n', 'x.repo': '[x]\nname=old\n' });
    await makeRepository(dir, { 'manifest.yaml': MANIFEST });
    await git(dir, 'submodule', '--quiet', 'add', upstream, 'base');
    await commit(
      dir,
      { 'overlay.d/05core': '-> ../base/overlay.d/05core', 'x.repo': '-> base/x.repo' },
      'submodule',
    );
    await commit(upstream, { 'README.md': 'new\n' }, 'of no effect');
    await git(join(dir, 'base'), 'pull', '--quiet');
    const raw = { base: 'HEAD', arch: 'x86_64' };
    expect(await run(raw)).toMatchObject({ changed: false, files: [] });
    await commit(
      upstream,
      { 'overlay.d/05core/etc/motd': 'new\n', 'x.repo': '[x]\nname=new\n' },
      'of some effect',
    );
    await git(join(dir, 'base'), 'pull', '--quiet');
    expect(await run(raw)).toMatchObject({
      changed: true,
      files: [
        { path: 'overlay.d/05core/etc/motd', status: 'changed', role: 'overlay' },
        { path: 'x.repo', status: 'changed', role: 'repository' },
      ],
    });
    // Nobody can look into what is not there: that it moved is all there is to tell.
    await git(dir, 'add', 'base');
    await git(dir, 'submodule', '--quiet', 'deinit', '--force', 'base');
    expect((await run(raw)).files).toEqual([{ path: 'base', status: 'changed', role: 'submodule' }]);
  });

  it('is of the overlays and repositories of a base that the configuration brings along', async () => {
    const result = await compared(
      {
        'node/manifest.yaml.in': 'include: base/x.yaml\nref: node/@OVIRT_VERSION@\n',
        'node/base/x.yaml': MANIFEST,
        'node/base/overlay.d/05core/a': 'old\n',
        'node/base/fedora.repo': '[x]\nname=old\n',
        'node/base/README.md': 'old\n',
      },
      {
        'node/base/overlay.d/05core/a': 'new\n',
        'node/base/fedora.repo': '[x]\nname=new\n',
        'node/base/README.md': 'new\n',
      },
      { configs: 'node', arch: 'x86_64', 'ovirt-version': '4.5', 'base-config-path': 'base' },
    );
    expect(result.files).toEqual([
      { path: 'node/base/fedora.repo', status: 'changed', role: 'repository' },
      { path: 'node/base/overlay.d/05core/a', status: 'changed', role: 'overlay' },
    ]);
  });

  it('is of locks too, on the architectures they are for', async () => {
    const lock = (version: string): string => JSON.stringify({ packages: { bash: { evra: version } } });
    const result = await compared(
      { 'manifest.yaml': MANIFEST, 'manifest-lock.x86_64.json': lock('5.1-1.x86_64') },
      { 'manifest-lock.x86_64.json': lock('5.2-1.x86_64') },
    );
    expect(result.diffs.find(({ status }) => status === 'changed')).toMatchObject({
      arches: ['x86_64'],
      locks: [{ name: 'bash', before: '5.1-1.x86_64', after: '5.2-1.x86_64' }],
    });
  });

  it('is compared with the common commit, not with where the base has gone since', async () => {
    await makeRepository(dir, { 'manifest.yaml': MANIFEST });
    await git(dir, 'checkout', '--quiet', '-b', 'pull');
    await commit(dir, { 'manifest.yaml': `${MANIFEST}  - mine\n` }, 'mine');
    await git(dir, 'checkout', '--quiet', 'main');
    await commit(dir, { 'manifest.yaml': `${MANIFEST}  - theirs\n` }, 'theirs');
    await git(dir, 'checkout', '--quiet', 'pull');
    const result = await run({ base: 'main', arch: 'x86_64' });
    expect(result.diffs.flatMap(describeDiff)).toEqual(['@@ packages @@', '+ mine  (manifest.yaml:4)']);
  });

  it('is of each variant of the build arguments, with their variables', async () => {
    const manifest =
      'metadata: {name: x}\nconditional-include:\n  - if: osversion == "rhel-9.8"\n    include: {packages: [subscription-manager]}\n' +
      '  - if: deriving == true\n    include: {packages: [derived]}\n';
    const result = await compared(
      {
        'manifest-a.yaml': `include: shared.yaml\nref: "x/\${stream}"\n`,
        'shared.yaml': manifest,
        'build-args-a.conf': 'ID=rhel\nSTREAM=a\nVERSION=9.8\nMANIFEST=manifest-a.yaml\n',
        'build-args-b.conf': 'ID="centos"\nSTREAM=b\nVERSION=9.0\nMANIFEST=manifest-a.yaml\n',
      },
      { 'shared.yaml': manifest.replace('subscription-manager', 'rhc') },
      { arch: 'x86_64' },
    );
    expect(result.findings).toEqual([]);
    expect(result.diffs.map((diff) => [diff.variant, diff.status, describeDiff(diff)])).toEqual([
      [
        'manifest-a.yaml (build-args-a.conf)',
        'changed',
        ['@@ packages @@', '- subscription-manager  (shared.yaml:4)', '+ rhc  (shared.yaml:4)'],
      ],
      ['manifest-a.yaml (build-args-b.conf)', 'same', []],
    ]);
  });

  it.each([
    ['manifest.yaml', 'ref: "x/${stream}"\n'],
    ['manifest.yaml.in', 'ref: "x/${stream}/@OVIRT_VERSION@"\n'],
  ])('is of each value of a variable the settings give: %s', async (name, text) => {
    const settings = 'lint:\n  vars:\n    stream: [stable, next]\n';
    const more = 'conditional-include:\n  - if: stream == "next"\n    include: {packages: [nano]}\n';
    const raw = { arch: 'x86_64', 'ovirt-version': '4.5' };
    // What is said about looking is no part of the image, so the base is looked at in the same way.
    const result = await compared(
      { [name]: `${text}${MANIFEST}` },
      { [name]: `${text}${MANIFEST}${more}`, '.ovirt-node-image.yaml': settings },
      raw,
    );
    expect(result.findings).toEqual([]);
    expect(result.diffs.map(({ variant, status }) => [variant, status])).toEqual([
      [`${name} (stream=stable)`, 'same'],
      [`${name} (stream=next)`, 'changed'],
    ]);
    const ruled = await run(raw, linter);
    expect(ruled.findings.filter(({ message }) => message.includes('undefined'))).toEqual([]);
  });

  it('finds configurations by globs, those that came and those that went too', async () => {
    const result = await compared(
      { 'nodes/a/manifest.yaml': MANIFEST, 'nodes/b/manifest.yaml': MANIFEST, 'nodes/no/x': 'x\n' },
      { 'nodes/b': null, 'nodes/c/manifest.yaml': MANIFEST },
      { configs: 'nodes/*', arch: 'x86_64' },
    );
    expect(result.diffs.map(({ config, status }) => [config, status])).toEqual([
      ['nodes/a', 'same'],
      ['nodes/c', 'added'],
      ['nodes/b', 'removed'],
    ]);
  });

  it('of manifests with parts in other directories is found, as long as they are in the repository', async () => {
    const result = await compared(
      {
        'common.yaml': MANIFEST,
        'variants/a.yaml': 'include: ../common.yaml\n',
        'variants/b.yaml': 'packages: [b]\n',
      },
      { 'common.yaml': `${MANIFEST}  - more\n` },
      { configs: 'variants/*.yaml', arch: 'x86_64' },
    );
    expect(result.diffs.map(({ config, status }) => [config, status])).toEqual([
      ['variants/a.yaml', 'changed'],
      ['variants/b.yaml', 'same'],
    ]);
  });

  it('leaves nothing behind in the working tree, and takes away what a killed run has left', async () => {
    const work = join(dir, '.git', 'ovirt-node-image');
    // No process has this number: it is above the limit of the kernel.
    await put(work, { '.work-of-ovirt-node-image': '', 'validate-4194305/base/x': 'x' });
    await compared({ 'manifest.yaml': MANIFEST }, { 'manifest.yaml': `${MANIFEST}  - x\n` });
    expect(await readdir(work)).toEqual(['.work-of-ovirt-node-image']);
    expect(await git(dir, 'status', '--porcelain')).toBe('M manifest.yaml');
  });
});

describe('a mistake', () => {
  it('is a finding at its line, once for all architectures', async () => {
    const result = await compared(
      { 'manifest.yaml': MANIFEST },
      { 'manifest.yaml': `${MANIFEST}pakages: [x]\n` },
    );
    expect(result.findings).toEqual([
      {
        rule: 'invalid-manifest',
        severity: 'error',
        message: 'Parsing manifest.yaml: Unknown fields: pakages',
        location: { file: 'manifest.yaml', line: 4, column: 1 },
      },
    ]);
    expect(result.diffs).toMatchObject([{ status: 'invalid', arches: { length: 4 } }]);
  });

  it('that only one architecture has says so', async () => {
    const result = await compared(
      { 'manifest.yaml': MANIFEST },
      { 'manifest.yaml': `${MANIFEST}arch-include:\n  s390x: gone.yaml\n` },
    );
    expect(result.findings).toMatchObject([
      { location: { file: 'manifest.yaml', line: 5 }, when: 'only on s390x' },
    ]);
  });

  it('in a directory below has its path from the top', async () => {
    const result = await compared(
      { 'node/manifest.yaml': 'include: parts/x.yaml\n', 'node/parts/x.yaml': MANIFEST },
      { 'node/parts/x.yaml': 'packages: 7\n' },
      { config: 'node' },
    );
    expect(result.findings).toMatchObject([{ location: { file: 'node/parts/x.yaml', line: 1 } }]);
  });

  it('that the base has too is no reason to fail to compare', async () => {
    const result = await compared({ 'manifest.yaml': 'pakages: [x]\n' }, { 'manifest.yaml': MANIFEST });
    expect(result).toMatchObject({ findings: [], changed: true, diffs: [{ status: 'repaired' }] });
  });

  it('that was there before is no change', async () => {
    const broken = `${MANIFEST}pakages: [x]\n`;
    const result = await compared({ 'manifest.yaml': broken }, { 'manifest.yaml': `# more\n${broken}` });
    expect(result).toMatchObject({ changed: false, diffs: [{ status: 'broken' }] });
    expect(result.findings).toHaveLength(1);
  });

  it("of a linter comes with it, and takes the place of the flattener's own", async () => {
    await makeRepository(dir, { 'node/manifest.yaml': `${MANIFEST}pakages: [x]\n` });
    const asked: string[] = [];
    const result = await run({ config: 'node', base: 'HEAD' }, (path, { arches = [] }) => {
      asked.push(path, ...arches);
      const location = { file: 'manifest.yaml', line: 4 };
      return Promise.resolve([
        { rule: 'unknown-key', severity: 'error', message: 'pakages is no key', location },
        { rule: 'hygiene', severity: 'info', message: 'tidy up', location: { file: 'x.repo' } },
      ]);
    });
    expect(asked).toEqual([join(dir, 'node'), 'x86_64', 'aarch64', 'ppc64le', 's390x']);
    expect(result.findings.map(({ rule, location }) => [rule, location.file])).toEqual([
      ['unknown-key', 'node/manifest.yaml'],
      ['hygiene', 'node/x.repo'],
    ]);
  });
});

describe('a linter', () => {
  it('is built in, and looks packages up where that is asked for', async () => {
    await makeRepository(dir, {
      'manifest.yaml': `${MANIFEST}rojjig: 1\n`,
      'gone.repo':
        '[gone]\nname=Gone\nbaseurl=file:///nowhere/at/all\ngpgcheck=1\ngpgkey=file:///nowhere/key\n',
    });
    const plain = await runValidate(parseValidateInputs({}, dir), {
      env: {},
      cwd: dir,
      base: undefined,
      log,
    });
    const rules = plain.findings.map(({ rule }) => rule);
    expect(rules).toContain('unknown-key');
    expect(rules).not.toContain('repo-dead');
    await writeFile(join(dir, 'manifest.yaml'), MANIFEST);
    const inputs = parseValidateInputs({ 'check-repos': 'true' }, dir);
    const looked = await runValidate(inputs, { env: {}, cwd: dir, base: undefined, log });
    expect(looked.findings.map(({ rule }) => rule)).toContain('repo-dead');
  });

  it('looks at single manifests as well, with what is beside them, at each directory once', async () => {
    await makeRepository(dir, {
      'common.yaml': `${MANIFEST}rojjig: 1\n`,
      'variants/a.yaml': 'include: ../common.yaml\nrepos: [gone]\n',
      'variants/b.yaml': `${MANIFEST}mutate-os-releas: x\nrepos: [gone]\n`,
      'variants/gone.repo': '[gone]\nname=Gone\nbaseurl=file:///nowhere/at/all\ngpgcheck=0\n',
      'whole.yaml': MANIFEST,
      'variants/w.yaml': 'include: ../whole.yaml\nrepos: [gone]\n',
      'variants/of-somebody-else.yaml': MANIFEST,
      'one/c.yaml': `${MANIFEST}pakages: [x]\n`,
    });
    const raw = { configs: 'variants/[abw].yaml\none/c.yaml', arch: 'x86_64', 'check-repos': 'true' };
    const { findings } = await run(raw, linter);
    const places = findings
      .filter(({ rule }) => rule === 'unknown-key')
      .map(({ location }) => `${location.file}:${location.line}`);
    expect(places.sort(), JSON.stringify(findings)).toEqual([
      'common.yaml:4',
      'one/c.yaml:4',
      'variants/b.yaml:4',
    ]);
    const beside = findings.filter(({ location }) => location.file === 'variants/gone.repo');
    expect(beside.map(({ rule }) => rule)).toContain('repo-file');
    expect(beside.filter(({ rule }) => rule === 'repo-file')).toHaveLength(1);
    expect(findings.map(({ rule }) => rule)).toContain('repo-dead');
    expect(findings.map(({ rule }) => rule)).not.toContain('missing-include');
    expect(findings.map(({ rule }) => rule)).not.toContain('unused-file');
  });

  it('gets the placeholders, and what it refuses is a finding', async () => {
    await makeRepository(dir, { 'node/manifest.yaml': MANIFEST });
    const result = await run(
      { config: 'node', 'ovirt-version': '4.5', arch: 's390x' },
      (path, { placeholders }) =>
        Promise.reject(new UserError(`${path}/.ovirt-node-image.yaml:\n ${JSON.stringify(placeholders)}`)),
    );
    expect(result.findings).toEqual([
      {
        rule: 'lint-refused',
        severity: 'error',
        message: 'node/.ovirt-node-image.yaml: {"ARCH":"s390x","OVIRT_VERSION":"4.5"}',
        location: { file: 'node' },
      },
    ]);
  });
});

describe('what a fork may not do', () => {
  it.each([
    ['an absolute include', { 'manifest.yaml': 'include: /etc/passwd\n' }, 'is an absolute path'],
    ['an include above the root', { 'manifest.yaml': 'include: ../secret.yaml\n' }, 'leads out'],
    [
      'an include whose key is a reference',
      { 'manifest.yaml': 'ref: &k include\n? *k\n: /etc/passwd\n' },
      'is an absolute path',
    ],
    [
      'a link in the way',
      { 'manifest.yaml': 'include: link/../secret.yaml\n', link: '-> ../outside/inner' },
      'is a link to',
    ],
    [
      'a file that is a link',
      { 'manifest.yaml': 'include: a.yaml\n', 'a.yaml': '-> ../secret.yaml' },
      'is a link to',
    ],
    ['a manifest that is a link', { 'manifest.yaml': '-> ../secret.yaml' }, 'leads to'],
    [
      'a lock file that is a link',
      { 'manifest.yaml': MANIFEST, 'manifest-lock.x86_64.json': '-> ../secret.yaml' },
      'leads to',
    ],
    ['a template that is a link', { 'manifest.yaml.in': '-> ../secret.yaml' }, 'leads to'],
    [
      'a kickstart file that is a link',
      { 'manifest.yaml': 'include: a.ks\n', 'a.ks': '-> ../secret.ks' },
      'is a link to',
    ],
    [
      'a link a kickstart file includes',
      { 'manifest.yaml': 'include: a.ks\n', 'a.ks': '%include b.ks\n', 'b.ks': '-> ../secret.ks' },
      'leads out of the configuration',
    ],
    [
      'a link a kickstart file of a template includes',
      { 'manifest.yaml.in': 'include: a.ks\n', 'a.ks': '%include b.ks\n', 'b.ks': '-> ../secret.ks' },
      'leads to',
    ],
    [
      'a link in the content of an overlay of a template',
      {
        'manifest.yaml.in': 'include: a.ks\n',
        'a.ks': '%include overlay.d/x/b.ks\n',
        'overlay.d/x/b.ks': '-> /proc/self/environ',
      },
      'leads out of the configuration',
    ],
    [
      'the environment of the process',
      { 'manifest.yaml': 'include: a.ks\n', 'a.ks': '%include b.ks\n', 'b.ks': '-> /proc/self/environ' },
      'leads out of the configuration',
    ],
    [
      'a device',
      { 'manifest.yaml': 'include: a.ks\n', 'a.ks': '%include b.ks\n', 'b.ks': '-> /dev/zero' },
      'leads out of the configuration',
    ],
    [
      'an alias of the includes of an architecture',
      {
        'manifest.yaml': 'metadata: {x: &x {x86_64: ../secret.yaml}}\narch-include: *x\n',
      },
      'leads out of the configuration',
    ],
    [
      'an alias of the includes of an architecture in a template',
      {
        'manifest.yaml.in': 'metadata: {x: &x {x86_64: ../../../../../../secret.yaml}}\narch-include: *x\n',
      },
      'leads out of the configuration',
    ],
    [
      'an alias of the includes of a condition',
      {
        'manifest.yaml':
          'metadata: {x: &x [{if: basearch == "x86_64", include: ../secret.yaml}]}\nconditional-include: *x\n',
      },
      'leads out of the configuration',
    ],
    [
      'the scripts of another directory',
      { 'manifest.yaml': MANIFEST, 'finalize.d': '-> ../outside' },
      'leads out of the configuration',
    ],
  ])('is to read through %s', async (_what, files, message) => {
    await put(join(dir, '..'), {
      'secret.yaml': 'packages: [top-secret]\n',
      'secret.ks': '%packages\ntop-secret\n%end\n',
      'outside/secret.yaml': 'packages: [top-secret]\n',
      'outside/inner/x': 'x',
    });
    await makeRepository(dir, files);
    const result = await run({ arch: 'x86_64' });
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]?.message).toContain(message);
    // With the rules too, which follow the same files.
    for (const told of [result, await run({ arch: 'x86_64' }, linter)]) {
      expect(JSON.stringify(told)).not.toContain('top-secret');
      expect(JSON.stringify(told)).not.toMatch(/Unhandled|\bPATH=/);
    }
  });
});

describe('a configuration over a base', () => {
  const base = { 'manifest.yaml': 'packages: [from-base]\n', 'manifests/x.yaml': 'packages: [kernel]\n' };
  const template =
    'include: fedora-coreos-config/manifests/x.yaml\nref: node/@OVIRT_VERSION@\npackages:\n  - ovirt-host\n';

  it('is rendered on both sides, over one base that is fetched once', async () => {
    const upstream = join(dir, '..', 'upstream');
    const pinned = await makeRepository(upstream, base);
    const raw = { 'base-config': upstream, 'base-config-ref': pinned, 'ovirt-version': '4.5' };
    const result = await compared(
      { 'manifest.yaml.in': template },
      { 'manifest.yaml.in': `${template}  - for-@ARCH@\n` },
      raw,
    );
    expect(result.findings).toEqual([]);
    expect(result.diffs.map((diff) => [diff.arches, describeDiff(diff)])).toEqual(
      ['x86_64', 'aarch64', 'ppc64le', 's390x'].map((arch) => [
        [arch],
        ['@@ packages @@', `+ for-${arch}  (manifest.yaml.in:5)`],
      ]),
    );
    expect(log.of('info').filter((line) => line.startsWith('base-config:'))).toHaveLength(1);
    // A commit is the same for ever: the second run needs no repository.
    await git(upstream, 'branch', '-m', 'main', 'away');
    await cp(upstream, `${upstream}-away`, { recursive: true });
    await git('/', '-C', upstream, 'update-ref', '-d', 'refs/heads/away');
    expect((await run({ ...raw, base: 'HEAD' })).findings).toEqual([]);
  });

  it('has its mistakes at the lines of the template', async () => {
    const upstream = join(dir, '..', 'upstream');
    const pinned = await makeRepository(upstream, base);
    const result = await compared(
      { 'manifest.yaml.in': template },
      { 'manifest.yaml.in': `${template}pakages: [x]\n` },
      { 'base-config': upstream, 'base-config-ref': pinned, 'ovirt-version': '4.5' },
    );
    expect(result.findings).toMatchObject([{ location: { file: 'manifest.yaml.in', line: 5 } }]);
  });

  it('without what fills a placeholder is a finding that says how to give it', async () => {
    await makeRepository(dir, { 'manifest.yaml.in': 'ref: node/@OVIRT_VERSION@\n' });
    expect((await run()).findings).toMatchObject([
      {
        location: { file: 'manifest.yaml.in', line: 1 },
        message: 'nobody defines @OVIRT_VERSION@; give it with the input ovirt-version',
      },
    ]);
  });

  it('that is a submodule is taken at the commit each side records', async () => {
    const upstream = join(dir, '..', 'upstream');
    await makeRepository(upstream, { 'x.yaml': 'packages: [old]\n' });
    await makeRepository(dir, { 'manifest.yaml': 'include: base/x.yaml\n' });
    await git(dir, 'submodule', '--quiet', 'add', upstream, 'base');
    await commit(dir, {}, 'submodule');
    await commit(upstream, { 'x.yaml': 'packages: [new]\n' }, 'new');
    await git(join(dir, 'base'), 'pull', '--quiet');
    // A path may be fetched from where the repository itself came from one.
    const result = await run({ base: 'HEAD', arch: 'x86_64' });
    expect(result.findings).toEqual([]);
    expect(result.diffs.flatMap(describeDiff)).toEqual([
      '@@ packages @@',
      '- old  (base/x.yaml:1)',
      '+ new  (base/x.yaml:1)',
    ]);
  });
});

describe('what cannot be told', () => {
  it('is refused when nothing matches', async () => {
    await makeRepository(dir, { 'README.md': 'x\n' });
    const error = await refusal(run({ configs: 'nodes/*' }));
    expect([error.exitCode, error.message]).toEqual([
      2,
      expect.stringContaining('configs: nothing matches nodes/*'),
    ]);
  });

  it('is refused for a path out of the repository', async () => {
    await makeRepository(dir, { 'manifest.yaml': MANIFEST });
    expect((await refusal(run({ configs: '../*' }))).message).toContain('expected a path inside of');
  });

  it('is refused for a base where there is no repository', async () => {
    await put(dir, { 'manifest.yaml': MANIFEST });
    expect((await refusal(run({ base: 'main' }))).message).toContain('lies in no git repository');
    expect((await run()).changed).toBeUndefined();
  });
});

describe.skipIf(!hasShared())('real trees', () => {
  it('of Fedora CoreOS and of openshift/os compare with themselves and with a change', async () => {
    for (const [name, file] of [
      ['fedora-coreos-config', 'manifests/user-experience.yaml'],
      ['openshift-os', 'packages-rhcos.yaml'],
    ] as const) {
      dir = join(await tempDir(), name);
      await makeRepository(dir, {});
      await cp(join(SHARED, 'data', name), dir, { recursive: true });
      await commit(dir, {}, 'real');
      const same = await run({ base: 'HEAD' });
      expect(
        same.diffs.filter(({ status }) => status === 'changed'),
        name,
      ).toEqual([]);
      const text = await readFile(join(dir, file), 'utf8');
      await writeFile(join(dir, file), text.replace(/^packages:$/m, 'packages:\n  - a-new-package'));
      const changed = await run({ base: 'HEAD' });
      expect(changed.diffs.flatMap(describeDiff).join('\n'), name).toContain(`+ a-new-package  (${file}:`);
      expect(existsSync(join(dir, '.ovirt-node-image'))).toBe(false);
    }
  });
});

describe('a submodule that is not checked out', () => {
  async function withSubmodule(files: Files): Promise<string> {
    const origin = join(dir, '..', 'base');
    await makeRepository(origin, { 'manifests/base.yaml': 'packages:\n  - kernel\n' });
    await makeRepository(dir, files);
    await git(dir, 'submodule', '--quiet', 'add', `file://${origin}`, 'node/fedora-coreos-config');
    await git(dir, 'commit', '--quiet', '--message', 'base');
    return join(dir, '..', 'clone');
  }

  it.each([
    ['a manifest', { 'node/manifest.yaml': 'include: fedora-coreos-config/manifests/base.yaml\n' }],
    ['a template', { 'node/manifest.yaml.in': 'include: fedora-coreos-config/manifests/base.yaml\n' }],
  ])('is told as such at the include of %s, once, with what to do', async (_what, files) => {
    const clone = await withSubmodule(files);
    await git(dir, 'clone', '--quiet', dir, clone);
    dir = clone;
    // A base that would be fetched for the target has another commit than the submodule.
    const result = await run({ config: 'node', arch: 'x86_64', target: 'el9' }, linter);
    const told = result.findings.filter(({ message }) => message.includes('submodule'));
    expect(told, JSON.stringify(result.findings)).toEqual([
      {
        rule: 'invalid-manifest',
        severity: 'error',
        message:
          'node/fedora-coreos-config/ is a submodule that is not checked out, so node/fedora-coreos-config/manifests/base.yaml cannot be read; give `submodules: recursive` to actions/checkout, or run `git submodule update --init --recursive`',
        location: expect.objectContaining({ file: Object.keys(files)[0], line: 1 }) as unknown,
      },
    ]);
    await git(dir, 'submodule', '--quiet', 'update', '--init', '--recursive');
    const whole = await run({ config: 'node', arch: 'x86_64', target: 'el9' }, linter);
    expect(whole.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
