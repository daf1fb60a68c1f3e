import { describe, expect, it } from 'vitest';
import { lockedPackages } from '../../../src/rpm-md/lock-file.ts';
import { manifestPart } from '../../../src/rpm-md/request.ts';
import { mergeVariants } from '../../../src/rpm-md/variants.ts';
import type { Finding } from '../../../src/lint/finding.ts';
import { readLocated } from '../../../src/treefile/read-located.ts';
import type { KeyProvenance } from '../../../src/treefile/types.ts';
import { definitions } from './setting.ts';

const origin = (line: number) => ({ file: 'm.yaml', line, column: 1 });

describe('what a flattened manifest asks for', () => {
  const provenance = new Map<string, KeyProvenance>([
    ['packages', { kind: 'set', elements: new Map([['a', [origin(1), origin(2)]]]) }],
    ['repos', { kind: 'list', origins: [origin(5)], overridden: [] }],
    ['lockfile-repos', { kind: 'list', origins: [origin(6), origin(7)], overridden: [] }],
  ]);
  const config = {
    packages: ['a'],
    repos: ['r'],
    'lockfile-repos': ['pool', 'r'],
    'exclude-packages': ['x'],
    releasever: 9,
  };
  const repoPackages = readLocated(
    'm.yaml',
    '\n\n- {repo: r, packages: [\nb, c]}\n- {repo: s, packages: [\nd]}\n',
  );
  const values = new Map(repoPackages === undefined ? [] : [['repo-packages', repoPackages]]);
  const flattened = { config, values, provenance, hidden: { repovars: { stream: 'next', b: 'own' } } };
  const lock = { name: 'l', evr: '1-1', arch: undefined, digest: undefined, origin: origin(8) };

  it('is packages, packages of one repository, names that are excluded, and variables', () => {
    expect(manifestPart(flattened, [], [], { b: 'given', c: 'secret' })).toEqual({
      wants: [
        { text: 'a', origins: [origin(1), origin(2)] },
        { text: 'b', origins: [origin(4)], repository: 'r' },
        { text: 'c', origins: [{ ...origin(4), column: 4 }], repository: 'r' },
        { text: 'd', origins: [origin(6)], repository: 's' },
      ],
      excluded: ['x'],
      used: [{ id: 'r', origin: origin(5) }],
      variables: { stream: 'next', b: 'own', c: 'secret', releasever: '9' },
    });
  });

  it('takes lockfile-repos only with a lock, and one that is in repos as that', () => {
    expect(manifestPart(flattened, [], [lock], {}).used).toEqual([
      { id: 'r', origin: origin(5) },
      { id: 'pool', origin: origin(6), lockedOnly: true },
    ]);
  });

  it('takes all enabled repositories when it lists none', () => {
    const nothing = { config: {}, values: new Map(), provenance: new Map(), hidden: {} };
    const defined = definitions('[a]\nenabled=1\n[b]\nenabled=no\n[c]\n');
    expect(manifestPart(nothing, defined, [], {}).used.map(({ id }) => id)).toEqual(['a', 'c']);
  });
});

describe('lock files', () => {
  it('are read with the line of each entry, in JSON and in YAML', () => {
    const json =
      '{\n "packages": {\n  "a": {"evr": "1:2-3", "digest": "sha256:x"},\n  "b": {"evra": "1.0-1.el9.noarch"}\n }\n}';
    const yaml = 'packages:\n\n  a: {evr: "1:2-3", digest: "sha256:x"}\n  b:\n    evra: 1.0-1.el9.noarch\n';
    const expected = [
      {
        name: 'a',
        evr: '1:2-3',
        arch: undefined,
        digest: 'sha256:x',
        origin: { file: 'l', line: 3, column: 3 },
      },
      {
        name: 'b',
        evr: '1.0-1.el9',
        arch: 'noarch',
        digest: undefined,
        origin: { file: 'l', line: 4, column: 3 },
      },
    ];
    expect(lockedPackages(json, 'l')).toEqual(expected);
    expect(lockedPackages(yaml, 'l')).toEqual(expected);
  });

  it.each([
    '',
    '[]',
    'packages: [a]',
    'packages: {a: 1, b: {}, c: {evr: 1.0}, d: {evra: nodot}}',
    'a: {',
    '{"packages":',
  ])('%j holds no entries', (text) => {
    expect(lockedPackages(text, 'l')).toEqual([]);
  });
});

describe('findings of several variants', () => {
  const finding = (message: string): Finding => ({
    rule: 'r',
    severity: 'error',
    message,
    location: { file: 'f', line: 1 },
  });
  const variants = ['x', 's'].flatMap((arch) => ['a', 'b'].map((value) => ({ arch, vars: { v: value } })));

  /** Which of `xa xb sa sb` have the finding → when. */
  it.each([
    ['xa xb sa sb', undefined],
    ['xa xb', 'only on x'],
    ['xb sb', 'only with v=b'],
    ['sa', 'only on s with v=a'],
    ['xa sb', 'only on x with v=a; on s with v=b'],
  ])('for %s are one, %s', (names, when) => {
    const results = variants.map((variant) => ({
      variant,
      findings: names.includes(`${variant.arch}${variant.vars.v}`) ? [finding('m'), finding('m')] : [],
    }));
    expect(mergeVariants(results)).toEqual([when === undefined ? finding('m') : { ...finding('m'), when }]);
  });

  it('are told apart by what they say', () => {
    const results = variants.map((variant, index) => ({ variant, findings: [finding(`m${index % 2}`)] }));
    expect(mergeVariants(results).map(({ message, when }) => [message, when])).toEqual([
      ['m0', 'only with v=a'],
      ['m1', 'only with v=b'],
    ]);
  });
});
