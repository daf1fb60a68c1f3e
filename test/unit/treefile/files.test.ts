import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { keyText } from '../../../src/treefile/located.ts';
import type { LoadedFile } from '../../../src/treefile/types.ts';
import { tempDir } from '../../support/temp.ts';

async function tree(files: Record<string, string>): Promise<string> {
  const dir = await tempDir();
  mkdirSync(join(dir, 'sub'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

describe('the files of a run', () => {
  it('are told in load order, with the include that opened each and their keys as written', async () => {
    const cwd = await tree({
      'a.yaml':
        '# top\ninclude: sub/b.yaml\narch-include:\n  x86_64: c.json\nconditional-include:\n  - if: basearch == "x86_64"\n    include: [d.yaml]\n',
      'sub/b.yaml': 'packages-s390x: [x]\ngpg_key: k\n',
      'c.json': '{"packages": ["c"]}',
      'd.yaml': '',
    });
    const { files } = flatten('a.yaml', { cwd, basearch: 'x86_64' });
    expect(files.map(({ path, format }) => [path, format])).toEqual([
      ['a.yaml', 'yaml'],
      ['./sub/b.yaml', 'yaml'],
      ['./c.json', 'json'],
      ['./d.yaml', 'yaml'],
    ]);
    expect(files.map(({ includedBy }) => includedBy)).toEqual([
      undefined,
      { kind: 'include', from: 'a.yaml', origin: { file: 'a.yaml', line: 2, column: 10 } },
      { kind: 'arch-include', from: 'a.yaml', origin: { file: 'a.yaml', line: 4, column: 11 } },
      { kind: 'conditional-include', from: 'a.yaml', origin: { file: 'a.yaml', line: 7, column: 15 } },
    ]);
    const [, b, , d] = files;
    expect(b?.entries.map(({ key }) => [keyText(key), key.origin.line])).toEqual([
      ['packages-s390x', 1],
      ['gpg_key', 2],
    ]);
    expect(d?.root).toBeUndefined();
  });

  it('are told as well when one of them is refused', async () => {
    const cwd = await tree({ 'a.yaml': 'include: sub/b.yaml\n', 'sub/b.yaml': 'frob: 1\nref: x\n' });
    const files: LoadedFile[] = [];
    expect(() => flatten('a.yaml', { cwd, onFile: (file) => files.push(file) })).toThrow(TreefileError);
    expect(files.map(({ path, entries }) => [path, entries.map(({ key }) => keyText(key))])).toEqual([
      ['a.yaml', ['include']],
      ['./sub/b.yaml', ['frob', 'ref']],
    ]);
  });
});
