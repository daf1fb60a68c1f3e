import { describe, expect, it } from 'vitest';
import { isForeign } from '../../../src/lint/foreign.ts';
import { readLocatedJson } from '../../../src/lint/located-json.ts';
import { Tree } from '../../../src/lint/tree.ts';
import { plain } from '../../../src/lint/treefile.ts';
import { isOlder } from '../../../src/lint/versions.ts';
import { plant } from './trees.ts';

describe('JSON with places', () => {
  it.each([
    '{}',
    '[]',
    '{"a": [1, -2, 3.5, true, false, null, "x\\n\\"y\\u00e9"], "b": {"c": {}}}',
    ' [ {"a" : 1 } , [ ] ]\n',
    '"text"',
    '12',
  ])('%s means the same', (text) => {
    const node = readLocatedJson(text, 'a.json');
    expect(node === undefined ? undefined : plain(node)).toEqual(JSON.parse(text));
  });

  it('knows lines and columns', () => {
    const node = readLocatedJson('{\n  "a": 1,\n  "b": [\n    "x"\n  ]\n}\n', 'a.json');
    expect(node?.entries?.[1]?.key.origin).toEqual({ file: 'a.json', line: 3, column: 3 });
    expect(node?.entries?.[1]?.value.items?.[0]?.origin).toEqual({ file: 'a.json', line: 4, column: 5 });
  });

  it('keeps keys that are there twice', () => {
    expect(readLocatedJson('{"a": 1, "a": 2}', 'a.json')?.entries).toHaveLength(2);
  });

  it.each(['', '{', '{"a": }', '{} {}', "{'a': 1}"])('%j is none', (text) => {
    expect(readLocatedJson(text, 'a.json')).toBeUndefined();
  });

  it('ends with depth and size', () => {
    expect(readLocatedJson('['.repeat(200) + ']'.repeat(200), 'a.json')).toBeUndefined();
    expect(readLocatedJson(JSON.stringify('\\"'.repeat(500_000)), 'a.json')?.scalar).toHaveLength(1_000_000);
  });
});

it.each([
  ['2024.8', '2024.9', true],
  ['2024.10', '2024.9', false],
  ['v2024.9', '2024.9', false],
  ['2023.12', '2024.1', true],
])('%s is older than %s: %s', (one, two, expected) => {
  expect(isOlder(one, two)).toBe(expected);
});

it("a base below is another one's to tidy", async () => {
  const tree = new Tree(
    await plant({
      'manifest.yaml': '',
      'base/manifest-c9s.yaml': '',
      'base/manifests/a.yaml': '',
      'manifests/b.yaml': '',
      '.gitmodules': '[submodule "sub"]\n\tpath = sub\n\turl = https://example.com/sub\n',
    }),
  );
  expect(isForeign(tree, 'base/manifests/a.yaml')).toBe(true);
  expect(isForeign(tree, 'sub/x.yaml')).toBe(true);
  expect(isForeign(tree, 'manifests/b.yaml')).toBe(false);
  expect(isForeign(tree, 'manifest.yaml')).toBe(false);
});
