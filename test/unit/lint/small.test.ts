import { expect, it } from 'vitest';
import { isForeign } from '../../../src/lint/foreign.ts';
import { Tree } from '../../../src/lint/tree.ts';
import { isOlder } from '../../../src/lint/versions.ts';
import { plant } from './trees.ts';

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
