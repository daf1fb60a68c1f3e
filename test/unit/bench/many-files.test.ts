import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lint } from '../../../src/lint/lint.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { writeTree } from '../../bench/many-files.ts';
import { tempDir } from '../../support/temp.ts';

it.each([1, 20])('a tree of %d files is one, and nothing is wrong with it', async (files) => {
  const dir = await writeTree(join(await tempDir(), 'tree'), files);
  expect(await readdir(join(dir, 'manifests'))).toHaveLength(files - 1);
  expect(flatten('manifest.yaml', { cwd: dir, basearch: 'x86_64' }).visited).toHaveLength(files);
  expect(await lint(dir)).toEqual([]);
});
