import { describe, expect, it } from 'vitest';
import { TreefileError } from '../../../src/treefile/error.ts';
import { plain } from '../../../src/treefile/located.ts';
import { readJson } from '../../../src/treefile/read-json.ts';
import { refusal } from '../../support/refusal.ts';

describe('JSON', () => {
  it.each([
    ['', 'EOF while parsing a value at line 1 column 0'],
    ['\n\n', 'EOF while parsing a value at line 3 column 0'],
    ['{', 'EOF while parsing an object at line 1 column 1'],
    ['[1', 'EOF while parsing a list at line 1 column 2'],
    ['{"a" 1}', 'expected `:` at line 1 column 6'],
    ['{"a": 1 "b"', 'expected `,` or `}` at line 1 column 9'],
    ['[1 2]', 'expected `,` or `]` at line 1 column 4'],
    ['{"a": 1,}', 'trailing comma at line 1 column 9'],
    ['[1,]', 'trailing comma at line 1 column 4'],
    ['{a: 1}', 'key must be a string at line 1 column 2'],
    ['{"a": x}', 'expected value at line 1 column 7'],
    ['{"a": nul}', 'expected ident at line 1 column 10'],
    ['{} {}', 'trailing characters at line 1 column 4'],
    ['{"a": 01}', 'invalid number at line 1 column 8'],
    ['{"a": 1e999}', 'number out of range'],
    ['{"a": "\\x"}', 'invalid escape at line 1 column 9'],
    ['{"a": "\\ud800"}', 'unexpected end of hex escape'],
    ['{"a": "\\udc00"}', 'lone leading surrogate in hex escape'],
    [
      '{\n"a": "\u0001"}',
      'control character (\\u0000-\\u001F) found while parsing a string at line 2 column 7',
    ],
    ['{"a": "x', 'EOF while parsing a string at line 1 column 8'],
    ['['.repeat(200), 'recursion limit exceeded at line 1 column 128'],
  ])('that is none, %j, is refused: %s', async (text, words) => {
    const error = await refusal((async () => await Promise.resolve(readJson(text, 'a.json')))());
    expect(error).toBeInstanceOf(TreefileError);
    expect(error.message).toContain(`Parsing a.json: serde-json: ${words}`);
  });

  it('is read with all digits and escapes, and integers beyond 64 bits are floats', () => {
    const node = readJson(
      '{"a": [1, -2, 3.5, true, null, "\\u00e9\\ud83d\\ude00\\n"], "b": 18446744073709551616}',
      'a.json',
    );
    expect(plain(node)).toEqual({ a: [1, -2, 3.5, true, null, 'é\u{1F600}\n'], b: 18446744073709551616 });
    expect(node.entries?.[1]?.value.scalar).toBe(18446744073709551616);
    expect(node.entries?.[0]?.value.items?.[0]?.scalar).toBe(1n);
  });

  it.each([
    '{}',
    '[]',
    '{"a": [1, -2, 3.5, true, false, null, "x\\n\\"y\\u00e9"], "b": {"c": {}}}',
    ' [ {"a" : 1 } , [ ] ]\n',
    '"text"',
    '12',
  ])('%s means the same as to others', (text) => {
    expect(plain(readJson(text, 'a.json'))).toEqual(JSON.parse(text));
  });

  it('keeps keys that are there twice', () => {
    expect(readJson('{"a": 1, "a": 2}', 'a.json').entries).toHaveLength(2);
  });

  it('is read whole, however long a string is', () => {
    expect(readJson(JSON.stringify('\\"'.repeat(500_000)), 'a.json').scalar).toHaveLength(1_000_000);
  });

  it('knows the place of every key and value', () => {
    const node = readJson('{\n  "a": {"b":\n [1]}}', 'a.json');
    const inner = node.entries?.[0];
    expect(inner?.key.origin).toEqual({ file: 'a.json', line: 2, column: 3 });
    expect(inner?.value.entries?.[0]?.value.items?.[0]?.origin).toEqual({
      file: 'a.json',
      line: 3,
      column: 3,
    });
  });
});
