import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TreefileError } from '../../../src/treefile/error.ts';
import { flatten } from '../../../src/treefile/flatten.ts';
import { scanKickstart } from '../../../src/treefile/kickstart.ts';
import { shellWords } from '../../../src/treefile/shell-words.ts';
import type { Flattened } from '../../../src/treefile/types.ts';
import { tempDir } from '../../support/temp.ts';

async function flattened(files: Record<string, string>, entry = 'a.yaml'): Promise<Flattened> {
  const cwd = await tempDir();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return flatten(entry, { cwd, basearch: 'x86_64' });
}

const PACKAGES = '%packages\nsystemd\n-bash\n%end\n';

describe('a kickstart file', () => {
  it('brings packages, excludes and weak dependencies, and neither basearch nor variables', async () => {
    const { config, hidden, provenance } = await flattened(
      {
        't.ks': `# c\n%include sub/more.ks\n${PACKAGES}`,
        'sub/more.ks': '%packages --exclude-weakdeps\nnushell\n%end\n',
      },
      't.ks',
    );
    expect(config).toEqual({
      packages: ['nushell', 'systemd'],
      'exclude-packages': ['bash'],
      recommends: false,
    });
    expect(hidden).toEqual({});
    const packages = provenance.get('packages');
    expect(packages?.kind === 'set' && packages.elements.get('nushell')).toEqual([
      { file: './sub/more.ks', line: 2, column: 1 },
    ]);
  });

  it('is told with what it includes, of which only it is a treefile', async () => {
    const { files, visited } = await flattened({
      'a.yaml': 'include: k/t.ks\n',
      'k/t.ks': '%include more.ks\n',
      'k/more.ks': PACKAGES,
    });
    expect(files.map(({ path, includedBy }) => [path, includedBy?.kind])).toEqual([
      ['a.yaml', undefined],
      ['./k/t.ks', 'include'],
      ['./k/more.ks', 'kickstart-include'],
    ]);
    expect(visited).toEqual(['a.yaml', './k/t.ks']);
  });

  it.each([
    ['%include\n', 'Missing path for %include', 1],
    ['\n%include a b\n', 'Too many arguments for %include', 2],
    ['%include nope.ks\n', 'Opening nope.ks: No such file or directory (os error 2)', 1],
    ['%include ../t.ks\n', 'Opening ../t.ks: a path led outside of the filesystem', 1],
    ['%include /etc/passwd\n', 'Opening /etc/passwd: a path led outside of the filesystem', 1],
    ['# x\n%include t.ks\n', 'Recursive include: t.ks', 2],
    ['%packages --foo\n%end\n', "error: unexpected argument '--foo' found", 1],
    ['lang "en\n', 'Invalid syntax: lang "en', 1],
    ['  keyboard us\n', 'Unhandled verb: keyboard', 1],
    ['x\n', 'Unhandled verb: x', 1],
  ])('%j is refused: %s', async (text, words, line) => {
    const error: unknown = await flattened({ 't.ks': text }, 't.ks').catch((thrown: unknown) => thrown);
    if (!(error instanceof TreefileError)) throw new Error(`expected a refusal, got ${String(error)}`);
    expect(error.upstream).toBe(words);
    expect(error.location).toMatchObject({ file: 't.ks', line });
  });
});

describe('words of a shell', () => {
  it.each([
    ['a  b\tc', ['a', 'b', 'c']],
    ['a #b', ['a']],
    ['a#b', ['a#b']],
    [`"a b"'c d'e`, ['a bc de']],
    [String.raw`a\ b "\$\x" '\'`, ['a b', String.raw`$\x`, '\\']],
    ["''", ['']],
    ['"a', undefined],
    ['a\\', undefined],
  ])('%j', (line, words) => {
    expect(shellWords(line)).toEqual(words);
  });
});

it('what stands behind a mistake is still read where each of them is only told', () => {
  const text =
    "%include\n%post\n%include a.ks b.ks\n%packages --x\nbash\n -dash\n%end\nit's\n%packages\nzsh\n";
  const problems: string[] = [];
  const { includes, install, excludes } = scanKickstart(text, 'a.ks', (words, { line }) =>
    problems.push(`${line}: ${words}`),
  );
  expect(problems).toEqual([
    '1: Missing path for %include',
    '2: Unhandled verb: %post',
    '3: Too many arguments for %include',
    "4: error: unexpected argument '--x' found",
    "8: Invalid syntax: it's",
    '9: Missing %end for %packages',
  ]);
  expect(includes).toEqual([{ path: 'a.ks', origin: { file: 'a.ks', line: 3, column: 1 } }]);
  expect(install.map(({ scalar }) => scalar)).toEqual(['bash', 'zsh']);
  expect(excludes).toEqual([{ scalar: 'dash', origin: { file: 'a.ks', line: 6, column: 2 } }]);
});
