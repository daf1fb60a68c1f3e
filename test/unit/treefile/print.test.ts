import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flatten } from '../../../src/treefile/flatten.ts';
import { printOnly } from '../../../src/treefile/print-only.ts';
import { tempDir } from '../../support/temp.ts';

async function printed(name: string, text: string, basearch?: string): Promise<string> {
  const cwd = await tempDir();
  writeFileSync(join(cwd, name), text);
  return printOnly(flatten(name, { cwd, ...(basearch === undefined ? {} : { basearch }) }));
}

describe('the printed treefile', () => {
  it("has upstream's order of keys, its indent and its empty lists", async () => {
    const text = await printed(
      'a.yaml',
      'postprocess: []\nadd-files: []\npostprocess-script: a.yaml\nref: r\noverride-remove: [x]\npackages: [b, a]\nselinux-label-version: 1\nignore-devices: true\n',
      's390x',
    );
    expect(text).toBe(`{
  "packages": [
    "a",
    "b"
  ],
  "override-remove": [
    "x"
  ],
  "ref": "r",
  "basearch": "s390x",
  "ignore-devices": true,
  "selinux-label-version": 1,
  "postprocess-script": "a.yaml",
  "postprocess": [],
  "add-files": []
}
`);
  });

  it.each([
    ['18446744073709551615', '18446744073709551615'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['1.0', '1.0'],
    ['1e3', '1000.0'],
    ['1e16', '1e16'],
    ['123456789012345680.5', '1.2345678901234568e17'],
    ['0.00001', '0.00001'],
    ['1e-6', '1e-6'],
    ['1.5e-7', '1.5e-7'],
    ['-0.5', '-0.5'],
    ['.inf', 'null'],
    ['"\\u2028é\\x07"', '"\u2028é\\u0007"'],
  ])('writes %s as %s', async (written, wanted) => {
    expect(await printed('a.yaml', `metadata: {k: ${written}}\n`)).toContain(`"k": ${wanted}\n`);
  });

  it('sorts maps byte by byte and all the way down, with the last of two equal keys', async () => {
    const text = await printed(
      'a.yaml',
      'metadata: {b: {z: 1, Y: 2, z: 3}, "\u{1F600}": 1, "\uFF5E": 2, a: 0}\n',
    );
    expect([...text.matchAll(/"(.+?)": (\d?)/g)].map(([, key, value]) => `${key}${value}`)).toEqual([
      'packages',
      'metadata',
      'a0',
      'b',
      'Y2',
      'z3',
      '\uFF5E2',
      '\u{1F600}1',
    ]);
  });

  it('has the unknown keys of a JSON file behind its own, and none of an included one', async () => {
    const cwd = await tempDir();
    writeFileSync(join(cwd, 'a.json'), '{"note": {"b": 1.0, "a": 2}, "include": "b.json", "ref": "r"}');
    writeFileSync(join(cwd, 'b.json'), '{"lost": 1, "repos": ["b"]}');
    expect(printOnly(flatten('a.json', { cwd }))).toBe(
      '{\n  "packages": [],\n  "ref": "r",\n  "repos": [\n    "b"\n  ],\n  "note": {\n    "b": 1.0,\n    "a": 2\n  }\n}\n',
    );
  });

  it('has the members of structures in their order, those that may be null included', async () => {
    const text = await printed(
      'a.yaml',
      'rojig: {license: l, x: 1, summary: s, name: n}\ncheck-groups: {entries: {b: 2, a: 1}, type: data}\n',
    );
    expect(JSON.stringify(JSON.parse(text))).toBe(
      '{"packages":[],"rojig":{"name":"n","summary":"s","license":"l","description":null},"check-groups":{"type":"data","entries":{"a":1,"b":2}}}',
    );
  });
});
