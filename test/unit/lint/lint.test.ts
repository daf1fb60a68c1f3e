import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { brief, lintFiles, plant } from './trees.ts';

describe('several variants', () => {
  const files = {
    'manifest.yaml':
      'arch-include:\n  s390x: s.yaml\nconditional-include:\n  - if: stream == "next"\n    include: n.yaml\nboot-location: modules\n',
    's.yaml': 'packages: ["a b >= 1"]\nexclude-packages: [a]\n',
    'n.yaml': 'packages: [x]\nexclude-packages: [x]\n',
  };

  it('are told apart by what differs', async () => {
    const found = await lintFiles(files, { vars: { stream: ['stable', 'next'] } });
    expect(found.map(({ rule, location, when }) => [rule, location.file, when])).toEqual([
      ['requested-and-excluded', 'n.yaml', 'only with stream=next'],
      ['requested-and-excluded', 's.yaml', 'only on s390x'],
      ['version-query-quoting', 's.yaml', undefined],
    ]);
  });

  it('that all have it are not mentioned', async () => {
    const found = await lintFiles(
      { 'manifest.yaml': 'packages: [a]\nexclude-packages: [a]\nboot-location: modules\n' },
      { vars: { stream: ['stable', 'next'] } },
    );
    expect(found.map(({ when }) => when)).toEqual([undefined]);
  });

  it('are both when it takes an architecture and a value', async () => {
    const found = await lintFiles(
      {
        'manifest.yaml':
          'conditional-include:\n  - if: [basearch == "s390x", stream == "next"]\n    include: n.yaml\nboot-location: modules\n',
        'n.yaml': 'packages: [x]\nexclude-packages: [x]\n',
      },
      { vars: { stream: ['stable', 'next'] } },
    );
    expect(found.map(({ when }) => when)).toEqual(['only on s390x with stream=next']);
  });

  it('come from build-args*.conf, with its variables and their types', async () => {
    const manifest =
      'conditional-include:\n  - if: [osversion == "rhel-9.8", deriving == true, releasever == 9, id == "rhel", stream == "r"]\n    include: n.yaml\nboot-location: modules\n';
    const found = await lintFiles({
      'build-args-a.conf': 'ID=rhel\nNAME=n\nSTREAM=r\nVERSION=9.8\nMANIFEST=manifest-a.yaml\n',
      'build-args-b.conf': 'ID=centos\nNAME=n\nSTREAM=c\nVERSION=9.0\nMANIFEST=manifest-b.yaml\n',
      'manifest-a.yaml': 'include: common.yaml\n',
      'manifest-b.yaml': 'include: common.yaml\n',
      'common.yaml': manifest,
      'n.yaml': 'packages: [x]\nexclude-packages: [x]\n',
    });
    expect(found.map(({ rule, when }) => [rule, when])).toEqual([['requested-and-excluded', undefined]]);
    const other = await lintFiles({
      'build-args.conf': 'ID=centos\nNAME=n\nSTREAM=c\nVERSION=9.0\n',
      'manifest.yaml':
        'conditional-include:\n  - if: osversion == "centos-9"\n    include: n.yaml\nboot-location: modules\n',
      'n.yaml': 'packages: [x]\nexclude-packages: [x]\n',
    });
    expect(other.map(brief)).toEqual(['requested-and-excluded n.yaml:1 error']);
  });
});

describe('a manifest that cannot be flattened', () => {
  it('is looked at nevertheless, with the words of rpm-ostree at the line', async () => {
    const found = await lintFiles({
      'manifest.yaml': 'include: [a.yaml, b.yaml]\npackages:\n  - nano >= 2\n',
      'a.yaml': 'selinux: 5\n',
      'b.yaml': 'postprocess:\n  - rm /a\n',
    });
    expect(found.map(brief)).toEqual([
      'treefile-refused a.yaml:1 error',
      'postprocess-hygiene b.yaml:2 warning',
      'version-query-quoting manifest.yaml:3 error',
    ]);
    expect(found[0]?.message).toBe(
      'Parsing ./a.yaml: serde-yaml: invalid type: integer `5`, expected a boolean',
    );
  });

  it('has its refusal once when a rule says it better', async () => {
    const found = await lintFiles({ 'manifest.yaml': 'pakages: [bash]\n' });
    expect(found.map(brief)).toEqual(['unknown-key manifest.yaml:1 error']);
    expect(found[0]?.message).toContain('did you mean packages');
  });

  it('keeps the refusal when the better rule is off', async () => {
    const found = await lintFiles({
      'manifest.yaml': 'pakages: [bash]\n',
      '.ovirt-node-image.yaml': 'lint:\n  rules:\n    unknown-key: off\n',
    });
    expect(found.map(brief)).toEqual(['treefile-refused manifest.yaml:1 error']);
  });
});

describe('a tree that leads outside', () => {
  it('is refused there, and nothing of the outside is read', async () => {
    const dir = await tempDir();
    await writeFile(join(dir, 'secret.yaml'), 'packages: [secret >= 1]\n');
    await mkdir(join(dir, 'tree'));
    await writeFile(
      join(dir, 'tree/manifest.yaml'),
      'include:\n  - ../secret.yaml\n  - link.yaml\n  - /etc/passwd\n',
    );
    await symlink('../secret.yaml', join(dir, 'tree/link.yaml'));
    const found = await lint(join(dir, 'tree'));
    expect(found.map(brief)).toEqual([
      'missing-include manifest.yaml:2 error',
      'missing-include manifest.yaml:3 error',
      'missing-include manifest.yaml:4 error',
    ]);
    expect(JSON.stringify(found)).not.toContain('secret >=');
  });
});

describe('a template', () => {
  const template =
    'include: base/manifests/a.yaml\nref: ovirt/@OVIRT_VERSION@/@OWN@\npackages: [nano >= 2]\n';

  it('is named as the person knows it, and what a base would bring is not asked for', async () => {
    const dir = await plant({ 'manifest.yaml.in': template });
    const found = await lint(dir, { placeholders: { OWN: 'x' } });
    expect(found.map(brief)).toEqual([
      'missing-include manifest.yaml.in:1 info',
      'version-query-quoting manifest.yaml.in:3 error',
    ]);
  });

  it('says which placeholder nobody defines', async () => {
    const found = await lintFiles({ 'manifest.yaml.in': template });
    expect(found.map(brief)).toContain('undefined-placeholder manifest.yaml.in:2 error');
  });

  it('is flattened with the base that is beside it', async () => {
    const found = await lintFiles(
      { 'manifest.yaml.in': template, 'base/manifests/a.yaml': 'selinux: 5\n' },
      { placeholders: { OWN: 'x' } },
    );
    expect(found.map(brief)).toContain('treefile-refused base/manifests/a.yaml:1 error');
  });
});

it('names a rendered tree as the one who lints says', async () => {
  const dir = await plant({ 'manifest.yaml': 'packages: [nano >= 2]\nboot-location: modules\n' });
  const found = await lint(dir, {
    placeOf: ({ line }) => ({
      location: { file: 'manifest.yaml.in' },
      writer: `overrides: packages ${line ?? ''}`,
    }),
  });
  expect(found.map(({ location, message }) => [location, message.slice(0, 32)])).toEqual([
    [{ file: 'manifest.yaml.in' }, 'overrides: packages 1: found "na'],
  ]);
});

it('refuses what is no configuration', async () => {
  const dir = await tempDir();
  expect((await refusal(lint(join(dir, 'gone')))).message).toContain('is no directory');
  expect((await refusal(lint(dir))).message).toContain('found no manifest.yaml');
  await writeFile(join(dir, 'outside.yaml'), 'packages: [a >= 1]\n');
  await mkdir(join(dir, 'tree'));
  expect((await refusal(lint(join(dir, 'tree'), { manifests: ['../outside.yaml'] }))).message).toContain(
    'manifests: found "../outside.yaml", expected a file in',
  );
});

it('escapes what a terminal or log would obey', async () => {
  const found = await lintFiles({ 'manifest.yaml': '"\\e[31mred\\n::error::x": 1\n' });
  expect(found).toHaveLength(1);
  expect(found[0]?.message).not.toContain('\u001b');
  expect(found[0]?.message).not.toContain('\n');
});

it('lists the first of many alike, and no message without end', async () => {
  const lines = Array.from({ length: 150 }, (_, index) => `  - p${index} >= 1`);
  const all = await lintFiles({ 'manifest.yaml': `packages:\n${lines.join('\n')}\n` });
  const found = all.filter(({ rule }) => rule === 'version-query-quoting');
  expect(found).toHaveLength(101);
  expect(found.at(-1)).toMatchObject({
    severity: 'error',
    message: '50 more of this rule in the file are not listed',
  });
  const long = await lintFiles({ 'manifest.yaml': `packages: ["${'x'.repeat(5000)} >= 1"]\n` });
  expect(long[0]?.message.length).toBeLessThan(1100);
});
