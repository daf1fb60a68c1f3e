import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { debugText } from '../../../src/treefile/debug-text.ts';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import type { FlattenOptions, Flattened } from '../../../src/treefile/types.ts';
import { tempDir } from '../../support/temp.ts';

async function flattened(text: string, options: FlattenOptions = {}): Promise<Flattened> {
  const cwd = await tempDir();
  writeFileSync(join(cwd, 'a.yaml'), text);
  writeFileSync(join(cwd, 'b.yaml'), 'packages: [b]\n');
  return flatten('a.yaml', { cwd, ...options });
}

async function refused(text: string, options: FlattenOptions = {}): Promise<TreefileError> {
  const error: unknown = await flattened(text, options).catch((thrown: unknown) => thrown);
  if (!(error instanceof TreefileError)) throw new Error(`expected a refusal, got ${JSON.stringify(error)}`);
  return error;
}

describe('of several mistakes', () => {
  it.each([
    [
      'a direct key before all others',
      'ref: [x]\ncliwrap: 5\n',
      'cliwrap: invalid type: integer `5`, expected a boolean at line 2 column 10',
    ],
    [
      'a client-side key before those of a base',
      'ref: [x]\ninitramfs: 5\n',
      'invalid type: integer `5`, expected struct DeriveInitramfs',
    ],
    [
      'what cannot be buffered before a type',
      'ref: [x]\nmetadata: {a: [1, !t 2]}\n',
      'metadata.a[1]: untagged and internally tagged enums do not support enum input at line 2 column 19',
    ],
    ['a type before an unknown key', 'frob: 1\nref: [x]\n', 'invalid type: sequence, expected a string'],
    [
      'a canonical key before its underscore spelling',
      'gpg_key: [x]\nref: {}\n',
      'invalid type: map, expected a string',
    ],
  ])('the one upstream finds first is told: %s', async (_what, text, words) => {
    expect((await refused(text)).upstream).toBe(`Parsing a.yaml: serde-yaml: ${words}`);
  });

  it('a reserved variable comes before packages-<arch>, and that before unknown keys', async () => {
    const all = 'frob: 1\npackages-x: 5\nvariables: {basearch: x}\n';
    expect((await refused(all)).upstream).toContain("cannot define reserved variable 'basearch'");
    expect((await refused(all.replace('basearch', 'b'))).upstream).toContain('Invalid field packages-x');
  });
});

describe('the position upstream tells', () => {
  it('is the document where the value was buffered, and ours is the value', async () => {
    const error = await refused('# c\n\nref: [x]\n');
    expect(error.upstream).toBe(
      'Parsing a.yaml: serde-yaml: invalid type: sequence, expected a string at line 3 column 1',
    );
    expect(error.unplaced).toBe('Parsing a.yaml: serde-yaml: invalid type: sequence, expected a string');
    expect(error.location).toEqual({ file: 'a.yaml', line: 3, column: 6 });
  });

  it('is the tag, the anchor, and what an alias stands for', async () => {
    expect((await refused('metadata: &x {a: b}\ncliwrap: *x\n')).upstream).toContain('at line 1 column 11');
    expect((await refused('metadata: &x {a: b}\ncliwrap: *x\n')).location).toMatchObject({
      line: 2,
      column: 10,
    });
  });
});

describe('values', () => {
  it.each([
    ['check-passwd: none\n', 'invalid type: string "none", expected internally tagged enum CheckPasswd'],
    [
      'check-passwd: {type: data, entries: {a: [1, 2, 3]}}\n',
      'data did not match any variant of untagged enum CheckPasswdDataEntries',
    ],
    ['check-groups: {type: file}\n', 'missing field `filename`'],
    ['selinux-label-version: -1\n', 'invalid value: integer `-1`, expected u32'],
    [
      'metadata: {a: 18446744073709551616}\n',
      'metadata.a: invalid type: integer `18446744073709551616` as u128, expected any value at line 1 column 15',
    ],
    [
      'repo-packages: [5]\n',
      'repo-packages[0]: invalid type: integer `5`, expected struct RepoPackage at line 1 column 17',
    ],
    [
      'repo-packages: [{repo: r, packages: [a, [b]]}]\n',
      'repo-packages[0].packages[1]: invalid type: sequence, expected a string at line 1 column 41',
    ],
    ['ex-override-replace: [{from: {repo: r}}]\n', 'missing field `packages`'],
    ['custom: {url: u, url: v}\n', 'duplicate field `url`'],
    ['ref: 1.0\n', 'invalid type: floating point `1.0`, expected a string'],
    [
      'documentation: "a\\tb\\u00a0\\u202e"\n',
      String.raw`invalid type: string "a\tb\u{a0}\u{202e}", expected a boolean`,
    ],
  ])('%j is refused: %s', async (text, words) => {
    expect((await refused(text)).upstream).toBe(`Parsing a.yaml: serde-yaml: ${words}`);
  });

  it.each<[string, string, unknown]>([
    ['packages', 'packages: [5, 1.10, true, ~, 0x1F]\n', ['0x1F', '1.10', '5', 'true', '~']],
    ['cliwrap-binaries', 'cliwrap-binaries: !t [~]\n', ['~']],
    ['repo-packages', 'repo-packages: [{repo: 5, packages: }]\n', [{ repo: '5', packages: [] }]],
    ['opt-usrlocal', 'opt-usrlocal: stateoverlay\n', 'state-overlay'],
    ['rpmdb', 'rpmdb: b-d-b\n', 'bdb'],
    [
      'metadata',
      'metadata: {a: 012, b: 01.5, c: 0b11, d: +0x1F, e: 1e400, f: -0o7}\n',
      { a: '012', b: 1.5, c: 3, d: 31, e: '1e400', f: -7 },
    ],
  ])('%s are read as upstream reads them', async (key, text, wanted) => {
    expect((await flattened(text)).config[key]).toEqual(wanted);
  });

  it('are shown as upstream shows them', () => {
    expect(debugText('a"\\\n\u0007é\u200b \u{1F600}')).toBe(
      String.raw`"a\"\\\n\u{7}é\u{200b} ` + '\u{1F600}"',
    );
  });
});

describe('an inline body', () => {
  it('may have inline bodies, which lead nowhere, and its own variables count only where there are no others', async () => {
    const text = `conditional-include:
  - if: []
    include:
      ref: r-\${v}
      variables: {v: 7}
      conditional-include: [{if: [], include: b.yaml}]
      arch-include: {x86_64: b.yaml}
`;
    const alone = await flattened(text);
    expect([alone.config['ref'], alone.config['packages'], alone.hidden['variables']]).toEqual([
      'r-7',
      [],
      { v: 7 },
    ]);
    const given = await flattened(text, { basearch: 'x86_64' });
    expect([given.config['ref'], given.config['packages'], given.hidden['variables']]).toEqual([
      'r-${v}',
      [],
      { basearch: 'x86_64' },
    ]);
  });

  it('is refused for a mistake in it, whether its condition holds or not, at the place of the mistake', async () => {
    const error = await refused(
      'variables: {v: 1}\nconditional-include:\n  - if: v == 2\n    include:\n      conditional-include:\n        - if: x\n          include: b.yaml\n',
    );
    expect(error.upstream).toBe(
      'Parsing a.yaml: serde-yaml: data did not match any variant of untagged enum IncludeFilesOrInlined',
    );
    expect(error.location).toMatchObject({ line: 6, column: 15 });
  });
});
