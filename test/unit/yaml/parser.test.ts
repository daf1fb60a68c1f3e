import { describe, expect, it } from 'vitest';
import type { YamlNode } from '../../../src/yaml/nodes.ts';
import { parseYaml } from '../../../src/yaml/parser.ts';
import { YamlSyntaxError } from '../../../src/yaml/syntax-error.ts';

/** A node as plain JavaScript; aliases and tags by name. */
function shown(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'alias') return { alias: shown(node.target) };
  const value =
    node.kind === 'scalar'
      ? node.value
      : node.kind === 'sequence'
        ? node.items.map(shown)
        : node.entries.map((entry) => [shown(entry.key), shown(entry.value)]);
  return node.tag === undefined ? value : { tag: node.tag, value };
}

/** The words the text is refused with. @throws Error for one that is taken */
function refusalOf(text: string): string {
  try {
    parseYaml(text);
  } catch (error) {
    if (error instanceof YamlSyntaxError) return error.message;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('YAML', () => {
  it.each<[string, unknown]>([
    [
      'a: 1\nb:\n- x\n-  y\n- \nc: {d: e, f}\n',
      [
        ['a', '1'],
        ['b', ['x', 'y', '']],
        [
          'c',
          [
            ['d', 'e'],
            ['f', ''],
          ],
        ],
      ],
    ],
    ['[a, "b": c, ? d : e, {f: [g]},]', ['a', [['b', 'c']], [['d', 'e']], [['f', ['g']]]]],
    [
      '? a\n: b\n? c\n',
      [
        ['a', 'b'],
        ['c', ''],
      ],
    ],
    ['a b\n c\n\n d # e\n', 'a b c\nd'],
    ['a#b: c:d -e\n', [['a#b', 'c:d -e']]],
    [`'it''s\n  two'`, "it's two"],
    ['"\\x41\\u00e9\\U0001F600\\\n  b \\\n c"', 'Aé\u{1F600}b c'],
    ['|\n a\n  b\n\n c\n\n', 'a\n b\n\nc\n'],
    ['>-\n a\n b\n\n c\n  d\n e\n', 'a b\n\nc\n d\ne'.replace('\n\n', '\n')],
    ['|+\n a\n\n', 'a\n\n'],
    ['a: |2\n   b\n', [['a', ' b\n']]],
    [
      '- &x a\n- *x\n- !t b\n- !!int 5\n- !<u:v> w\n',
      [
        'a',
        { alias: 'a' },
        { tag: '!t', value: 'b' },
        { tag: 'tag:yaml.org,2002:int', value: '5' },
        { tag: 'u:v', value: 'w' },
      ],
    ],
    ['%YAML 1.2\n%TAG !e! tag:e,1:\n---\n!e!x%41 {}\n...\n', { tag: 'tag:e,1:xA', value: [] }],
    ['\uFEFFa: b\n', [['a', 'b']]],
    [
      'a: b\r\nc: d\u0085e: f\n',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
    ],
    ['', undefined],
    ['# only this\n', undefined],
    ['---\n', ''],
  ])('%j', (text, value) => {
    const { root, more } = parseYaml(text);
    expect(shown(root)).toEqual(value);
    expect(more).toBeUndefined();
  });

  it('knows where values begin, with and without what stands before them', () => {
    const { root } = parseYaml('a:\n  &x !t\n  b: \u{1F600} c\n  d: e\n');
    const value = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
    expect(value).toMatchObject({ start: { line: 1, column: 2 }, content: { line: 2, column: 2 } });
  });

  it.each([
    ['a: 1\n---\nb: 2\n', { line: 1, column: 0 }],
    ['a: 1\n...\n]\n', { line: 2, column: 0 }],
    ['- a\nb: c\n', undefined],
  ])('tells where more than a document is: %j', (text, mark) => {
    if (mark === undefined) expect(() => parseYaml(text)).toThrow("did not find expected '-' indicator");
    else expect(parseYaml(text).more).toMatchObject(mark);
  });

  // What libyaml 0.2.5 says, position and all.
  it.each([
    ['foo: [\n', 'did not find expected node content at line 2 column 1, while parsing a flow node'],
    [
      'a: [b\nc: d\n',
      "did not find expected ',' or ']' at line 2 column 2, while parsing a flow sequence at line 1 column 4",
    ],
    [
      'a: {b: c\n',
      "did not find expected ',' or '}' at line 2 column 1, while parsing a flow mapping at line 1 column 4",
    ],
    [
      'a: "b\n',
      'found unexpected end of stream at line 2 column 1, while scanning a quoted scalar at line 1 column 4',
    ],
    [
      "a: 'b\n---\n",
      'found unexpected document indicator at line 2 column 1, while scanning a quoted scalar at line 1 column 4',
    ],
    ['a: b: c\n', 'mapping values are not allowed in this context at line 1 column 5'],
    ['a: - b\n', 'block sequence entries are not allowed in this context at line 1 column 4'],
    ['a: ? b\n', 'mapping keys are not allowed in this context at line 1 column 4'],
    ['a: b\n c\n  d: e\n', 'mapping values are not allowed in this context at line 3 column 4'],
    ['a:\n  b: c\n d: e\n', 'did not find expected key at line 3 column 2, while parsing a block mapping'],
    [
      'a:\n - b\n d: e\n',
      "did not find expected '-' indicator at line 3 column 2, while parsing a block collection at line 2 column 2",
    ],
    [
      'a: b\nc\n',
      "could not find expected ':' at line 3 column 1, while scanning a simple key at line 2 column 1",
    ],
    ['\ta: b\n', 'found character that cannot start any token, while scanning for the next token'],
    [
      'a:\n\t- b\n',
      'found character that cannot start any token at line 2 column 1, while scanning for the next token',
    ],
    [
      'a: @b\n',
      'found character that cannot start any token at line 1 column 4, while scanning for the next token',
    ],
    ['a: *b\n', 'unknown anchor at line 1 column 4'],
    [
      'a: &\n',
      'did not find expected alphabetic or numeric character at line 1 column 5, while scanning an anchor at line 1 column 4',
    ],
    ['a: !x!y z\n', 'found undefined tag handle at line 1 column 4, while parsing a node'],
    [
      'a: "\\q"\n',
      'found unknown escape character at line 1 column 5, while parsing a quoted scalar at line 1 column 4',
    ],
    [
      'a: "\\x4"\n',
      'did not find expected hexdecimal number at line 1 column 7, while parsing a quoted scalar at line 1 column 4',
    ],
    [
      'a: |x\n',
      'did not find expected comment or line break at line 1 column 5, while scanning a block scalar at line 1 column 4',
    ],
    [
      'a: |0\n',
      'found an indentation indicator equal to 0 at line 1 column 5, while scanning a block scalar at line 1 column 4',
    ],
    [
      'a: |\n\tb\n',
      'found a tab character where an indentation space is expected at line 2 column 1, while scanning a block scalar at line 1 column 4',
    ],
    ['%FOO\n---\n', 'found unknown directive name at line 1 column 5, while scanning a directive'],
    ['%YAML 2.0\n---\n', 'found incompatible YAML document'],
    ['%YAML 1.1\na: b\n', 'did not find expected <document start> at line 2 column 1'],
    ['a: b\u0001\n', 'control characters are not allowed at position 4'],
  ])('that is none, %j, is refused: %s', (text, words) => {
    expect(refusalOf(text)).toBe(words);
  });

  it('takes time in proportion', { timeout: 20_000 }, () => {
    for (const text of [
      '- a\n'.repeat(100_000),
      `[${'a, '.repeat(100_000)}]`,
      `a: ${'b '.repeat(200_000)}`,
      `"${'\\n'.repeat(200_000)}"`,
    ])
      expect(parseYaml(text).more).toBeUndefined();
    for (const text of [
      '['.repeat(100_000),
      '- '.repeat(100_000),
      '? '.repeat(100_000),
      '{a: '.repeat(50_000),
    ])
      expect(() => parseYaml(text)).toThrow('recursion limit exceeded');
  });
});
