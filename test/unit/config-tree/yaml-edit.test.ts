import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { ManifestFile } from '../../../src/config-tree/manifest-file.ts';
import { addItems, deleteKey, removeItem, setKey } from '../../../src/config-tree/yaml-edit.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '../../support/temp.ts';

const TEXT = `# what this is
include:   base.yaml   # the base

ref:  "a/b"   # kept
flow: [a,   b,]
empty:
packages:
  # first
  - one   two  # two of them
  - "three"
  # after

postprocess:
 - |
   #!/bin/sh
   echo  hi

rojig:
  name: demo      # name
  license:   MIT
tail: |
  text

# end
`;

function edit(change: (file: ManifestFile) => void, text = TEXT): ManifestFile {
  const file = new ManifestFile('m.yaml', text);
  change(file);
  return file;
}

/** Lines of `before` that are gone and lines of `after` that are new. */
function difference(before: string, after: string): { gone: string[]; added: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return {
    gone: old.filter((line) => !now.includes(line)),
    added: now.filter((line) => !old.includes(line)),
  };
}

describe('setKey', () => {
  it('replaces a value and keeps the comment behind it, touching no other line', () => {
    const { text } = edit((file) => setKey(file, 'ref', 'c/d'));
    expect(text).toBe(TEXT.replace('ref:  "a/b"   # kept', 'ref: c/d   # kept'));
  });

  it('adds a key behind the last one, before the comment that ends the file', () => {
    const { text } = edit((file) => setKey(file, 'releasever', '9'));
    expect(text).toBe(TEXT.replace('  text\n', '  text\nreleasever: "9"\n'));
  });

  it('replaces a list by another and a block by a scalar', () => {
    expect(edit((file) => setKey(file, 'packages', ['x'])).text).toBe(
      TEXT.replace(/packages:\n[^]*?"three"\n/, 'packages:\n  - x\n'),
    );
    expect(edit((file) => setKey(file, 'tail', 'short')).text).toBe(
      TEXT.replace('tail: |\n  text\n', 'tail: short\n'),
    );
  });

  it('moves a comment away from the end of a script', () => {
    const { text } = edit((file) => setKey(file, 'ref', 'line\nline\n'));
    expect(text).toContain('# kept\nref: |\n  line\n  line\n');
  });

  it('sets inside of a mapping, in block and in flow style', () => {
    expect(edit((file) => setKey(file, 'name', 'new', 'rojig')).text).toBe(
      TEXT.replace('name: demo ', 'name: new '),
    );
    expect(edit((file) => setKey(file, 'summary', 'x', 'rojig')).text).toBe(
      TEXT.replace('license:   MIT\n', 'license:   MIT\n  summary: x\n'),
    );
    expect(edit((file) => setKey(file, 'b', '2', 'a'), 'a: {b: 1, c: 3}\nd: 4\n').text).toBe(
      'a: { b: "2", c: 3 }\nd: 4\n',
    );
  });

  it('keeps line ends of DOS', () => {
    expect(edit((file) => setKey(file, 'c', ['x']), 'a: 1\r\nb: 2\r\n').text).toBe(
      'a: 1\r\nb: 2\r\nc:\r\n  - x\r\n',
    );
  });

  it('starts a file that has nothing in it yet', () => {
    expect(edit((file) => setKey(file, 'a', 1), '# only a comment').text).toBe('# only a comment\na: 1\n');
    expect(edit((file) => setKey(file, 'a', 1), '').text).toBe('a: 1\n');
  });
});

describe('deleteKey', () => {
  it('takes the key with its value, and nothing else', () => {
    const { text } = edit((file) => deleteKey(file, 'packages'));
    expect(difference(TEXT, text)).toEqual({
      gone: ['packages:', '  # first', '  - one   two  # two of them', '  - "three"'],
      added: [],
    });
    expect(edit((file) => deleteKey(file, 'license', 'rojig')).text).toBe(
      TEXT.replace('  license:   MIT\n', ''),
    );
  });

  it('says when there is nothing', () => {
    edit((file) => expect(deleteKey(file, 'none')).toBe(false));
  });
});

describe('addItems', () => {
  it('adds to a list in block style behind its last item, quoted where needed', () => {
    const { text } = edit((file) => addItems(file, 'packages', ['four', "'five >= 5'", 'null']));
    expect(text).toBe(
      TEXT.replace('  - "three"\n', `  - "three"\n  - four\n  - "'five >= 5'"\n  - "null"\n`),
    );
  });

  it('adds to a list in flow style, an empty key and no key', () => {
    expect(edit((file) => addItems(file, 'flow', ['c', 'd e'])).text).toBe(
      TEXT.replace('[a,   b,]', '[a,   b, c, "d e",]'),
    );
    expect(edit((file) => addItems(file, 'a', ['b']), 'a: []\n').text).toBe('a: [b]\n');
    expect(edit((file) => addItems(file, 'empty', ['x'])).text).toBe(
      TEXT.replace('empty:\n', 'empty:\n  - x\n'),
    );
    expect(edit((file) => addItems(file, 'repos', ['x'])).text).toContain('  text\nrepos:\n  - x\n\n# end');
  });

  it('works on lists that are not indented and files without a last line end', () => {
    expect(edit((file) => addItems(file, 'a', ['c']), 'a:\n- b').text).toBe('a:\n- b\n- c');
  });

  it('refuses what is no list', () => {
    expect(() => edit((file) => addItems(file, 'rojig', ['x']))).toThrow(UserError);
  });
});

describe('removeItem', () => {
  it('takes one name out of a string with several, and a whole item with its comment', () => {
    expect(edit((file) => removeItem(file, 'packages', 'one')).text).toBe(
      TEXT.replace('- one   two  #', '- two  #'),
    );
    expect(edit((file) => removeItem(file, 'packages', 'three')).text).toBe(
      TEXT.replace('  - "three"\n', ''),
    );
    expect(edit((file) => removeItem(file, 'flow', 'a')).text).toBe(TEXT.replace('[a,   b,]', '[b]'));
    edit((file) => expect(removeItem(file, 'packages', 'twox')).toBe(false));
  });

  it('leaves a valid treefile when the last one goes', async () => {
    const file = edit((manifest) => removeItem(manifest, 'packages', 'a'), 'packages:\n  - a\nref: x\n');
    const dir = await tempDir();
    await writeFile(join(dir, 'm.yaml'), file.text);
    expect(flatten('m.yaml', { cwd: dir }).config['packages'] ?? []).toEqual([]);
  });
});

describe('ManifestFile', () => {
  it('knows the line of the original through every change', () => {
    const file = edit((manifest) => {
      setKey(manifest, 'packages', ['x', 'y', 'z', 'zz', 'zzz', 'zzzz']);
      deleteKey(manifest, 'ref');
      addItems(manifest, 'repos', ['r']);
      setKey(manifest, 'flow', 'short');
    });
    const original = TEXT.split('\n');
    const changed = file.text.split('\n');
    for (const line of [
      'postprocess:',
      ' - |',
      '   echo  hi',
      'rojig:',
      '  license:   MIT',
      '# end',
      'empty:',
    ]) {
      expect([line, file.sourceLine(changed.indexOf(line) + 1)]).toEqual([line, original.indexOf(line) + 1]);
    }
    expect(file.sourceLine(changed.indexOf('  - zzz') + 1)).toBeUndefined();
    expect(file.sourceLine(changed.indexOf('  - r') + 1)).toBeUndefined();
  });
});

describe('what an input wrote', () => {
  it('is known for its own lines, and for no other', () => {
    const file = edit((manifest) => {
      manifest.by('a', () => setKey(manifest, 'ref', 'c/d'));
      manifest.by('b', () => addItems(manifest, 'packages', ['new']));
      manifest.by('c', () => setKey(manifest, 'last', ['x', 'y']));
      manifest.by('d', () => deleteKey(manifest, 'empty'));
      addItems(manifest, 'repos', ['r']);
    });
    const written = file.text
      .split('\n')
      .flatMap((line, index) =>
        file.writerOf(index + 1) === undefined ? [] : [[file.writerOf(index + 1), line]],
      );
    expect(written).toEqual([
      ['a', 'ref: c/d   # kept'],
      ['b', '  - new'],
      ['c', 'last:'],
      ['c', '  - x'],
      ['c', '  - y'],
    ]);
  });

  it('stays known when lines above are changed, and ends with what was run', () => {
    const file = edit((manifest) => {
      manifest.by('a', () => setKey(manifest, 'tail', 'x'));
      expect(() =>
        manifest.by('b', () => {
          throw new Error('b');
        }),
      ).toThrow('b');
      deleteKey(manifest, 'packages');
      setKey(manifest, 'ref', 'two\nlines\n');
    });
    const lines = file.text.split('\n');
    expect(file.writerOf(lines.indexOf('tail: x') + 1)).toBe('a');
    expect(lines.filter((_line, index) => file.writerOf(index + 1) !== undefined)).toEqual(['tail: x']);
  });
});

describe('a manifest that cannot be edited', () => {
  it.each([
    ['a: [\n', 2],
    ['{a: 1}\n', 1],
    ['\n- a\n', 2],
  ])('%j is refused with its line', (text, line) => {
    expect(() => edit((file) => setKey(file, 'b', 1), text)).toThrow(new RegExp(`^m\\.yaml:${line}: `));
  });
});
