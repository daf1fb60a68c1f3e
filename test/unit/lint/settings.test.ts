import { describe, expect, it } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { globToPattern } from '../../../src/lint/glob.ts';
import { refusal } from '../../support/refusal.ts';
import { brief, lintFiles, plant } from './trees.ts';

const MANIFEST = 'packages:\n  - nano >= 2\n  - bash\n  - bash\nboot-location: modules\n';

function settings(text: string): Promise<string[]> {
  return lintFiles({ 'manifest.yaml': MANIFEST, '.ovirt-node-image.yaml': text }).then((found) =>
    found.map(brief),
  );
}

describe('the settings file', () => {
  it('switches a rule off, or gives it another level', async () => {
    expect(
      await settings('lint:\n  rules:\n    version-query-quoting: off\n    duplicate-package: warning\n'),
    ).toEqual(['duplicate-package manifest.yaml:4 warning']);
  });

  it('does so for some files, the last one counts', async () => {
    const text =
      'lint:\n  rules: {"*": info}\n  paths:\n    - files: ["*.yaml"]\n      rules: {"*": off}\n    - files: [manifest.yaml]\n      rules: {duplicate-package: error}\n';
    expect(await settings(text)).toEqual(['duplicate-package manifest.yaml:4 error']);
  });

  it('names a template as it is named in the directory', async () => {
    const found = await lintFiles({
      'manifest.yaml.in': 'packages: [nano >= 2]\n',
      '.ovirt-node-image.yaml': 'lint:\n  paths:\n    - files: [manifest.yaml.in]\n      rules: {"*": off}\n',
    });
    expect(found).toEqual([]);
  });

  it('says which architectures and variables there are', async () => {
    const found = await lintFiles({
      'manifest.yaml':
        'arch-include: {s390x: a.yaml}\nconditional-include:\n  - if: stream == "a"\n    include: a.yaml\nboot-location: modules\n',
      'a.yaml': 'packages: [a]\nexclude-packages: [a]\n',
      '.ovirt-node-image.yaml': 'lint:\n  arches: [x86_64]\n  vars: {stream: [a, b]}\n',
    });
    expect(found.map(({ rule, when }) => [rule, when])).toEqual([
      ['requested-and-excluded', 'only with stream=a'],
    ]);
  });

  it.each([
    ['lint:\n  rules:\n    unknwon-key: off\n', ':3: found "unknwon-key", expected unknown-key'],
    ['lint:\n  rules:\n    unknown-key: no\n', ':3: found "no", expected one of off, error, warning, info'],
    ['lint:\n  rule: {}\n', ':2: found "rule", expected one of rules'],
    ['lnt: {}\n', ':1: found "lnt", expected one of lint'],
    ['lint:\n  arches: [amd64]\n', ':2: found "amd64", expected one of x86_64'],
    ['lint: [\n', '.ovirt-node-image.yaml:2'],
  ])('is refused with file and line: %j', async (text, message) => {
    const dir = await plant({ 'manifest.yaml': '', '.ovirt-node-image.yaml': text });
    expect((await refusal(lint(dir))).message).toContain(message);
  });
});

describe('a comment', () => {
  it.each([
    ['packages:\n  - nano >= 2 # lint-ignore version-query-quoting: known\n', []],
    [
      'packages:\n  # lint-ignore version-query-quoting, unknown-key: known\n  # a reason\n  - nano >= 2\n',
      [],
    ],
    ['packages:\n  - nano >= 2 # lint-ignore unknown-key\n', ['version-query-quoting manifest.yaml:2 error']],
    [
      '# lint-ignore version-query-quoting\npackages:\n  - nano >= 2\n',
      ['version-query-quoting manifest.yaml:3 error'],
    ],
    ['packages:\n  - nano # lint-ignore version-query-quotng\n', ['lint-ignore manifest.yaml:2 warning']],
    ['packages:\n  - nano # lint-ignore\n', ['lint-ignore manifest.yaml:2 warning']],
  ])('%j', async (manifest, expected) => {
    expect((await lintFiles({ 'manifest.yaml': `${manifest}boot-location: modules\n` })).map(brief)).toEqual(
      expected,
    );
  });
});

it.each([
  ['a/**', 'a/b/c.yaml', true],
  ['a', 'a/b/c.yaml', true],
  ['*.yaml', 'b.yaml', true],
  ['*.yaml', 'a/b.yaml', false],
  ['**/b.yaml', 'b.yaml', true],
  ['**/b.yaml', 'a/c/b.yaml', true],
  ['a/?.yaml', 'a/b.yaml', true],
  ['a.yaml', 'axyaml', false],
])('pattern %s and %s: %s', (glob, path, expected) => {
  expect(globToPattern(glob).test(path)).toBe(expected);
});
