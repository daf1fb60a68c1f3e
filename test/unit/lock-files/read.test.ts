import { describe, expect, it } from 'vitest';
import { lockFileNames } from '../../../src/lock-files/names.ts';
import { readLockDocument, versionOf } from '../../../src/lock-files/read.ts';
import { TreefileError } from '../../../src/treefile/error.ts';

const JSON_TEXT =
  '{\n "packages": {\n  "a": {"evr": "1:2-3", "digest": "sha256:x"},\n  "b": {"evra": "1-1.noarch"}\n }\n}\n';
const YAML_TEXT = 'packages:\n\n  a: {evr: "1:2-3", digest: "sha256:x"}\n  b:\n    evra: 1-1.noarch\n';

describe('a lock file', () => {
  it.each([
    ['lock.json', JSON_TEXT],
    ['lock.yaml', YAML_TEXT],
    ['lock.yaml', `\uFEFF${YAML_TEXT}`],
  ])('%s is read with the place of each entry', (file, text) => {
    const { entries } = readLockDocument(file, text);
    expect(entries.map(({ name, evr, evra, digest, key }) => [name, evr, evra, digest, key.origin])).toEqual([
      ['a', '1:2-3', undefined, 'sha256:x', { file, line: 3, column: 3 }],
      ['b', undefined, '1-1.noarch', undefined, { file, line: 4, column: 3 }],
    ]);
  });

  it('keeps what is there twice, and takes only texts for versions', () => {
    const { entries } = readLockDocument('l.yaml', 'packages: {a: {evr: 1.0}, a: {evra: [x]}, b: 1, c: {}}');
    expect(entries.map(({ name, evr, evra }) => [name, evr, evra])).toEqual([
      ['a', undefined, undefined],
      ['a', undefined, undefined],
      ['b', undefined, undefined],
      ['c', undefined, undefined],
    ]);
  });

  it.each(['', '[]', 'packages: [a]', 'metadata: {}'])('%j has no entries', (text) => {
    expect(readLockDocument('l.yaml', text).entries).toEqual([]);
  });

  it.each([
    ['l.json', '{"packages":'],
    ['l.yaml', 'a: {'],
  ])('%s with %j is refused with a place', (file, text) => {
    expect(() => readLockDocument(file, text)).toThrow(TreefileError);
    expect(() => readLockDocument(file, text)).toThrow(`Parsing ${file}`);
  });
});

it.each([
  [
    { evr: '1-1', evra: undefined },
    { evr: '1-1', arch: undefined },
  ],
  [
    { evr: undefined, evra: '1:1.0-1.el9.x86_64' },
    { evr: '1:1.0-1.el9', arch: 'x86_64' },
  ],
  [{ evr: undefined, evra: 'nodot' }, undefined],
  [{ evr: undefined, evra: undefined }, undefined],
])('the version of %j is %j', (entry, expected) => {
  expect(versionOf(entry)).toEqual(expected);
});

it('lock files are laid over each other from the common to the particular', () => {
  expect(lockFileNames('s390x')).toEqual([
    'manifest-lock.s390x.json',
    'manifest-lock.s390x.yaml',
    'manifest-lock.overrides.json',
    'manifest-lock.overrides.yaml',
    'manifest-lock.overrides.s390x.json',
    'manifest-lock.overrides.s390x.yaml',
  ]);
});
