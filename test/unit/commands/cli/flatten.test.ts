import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cliIn } from '../../../support/run-cli.ts';
import { tempDir } from '../../../support/temp.ts';

async function dirWith(files: Record<string, string>): Promise<string> {
  const cwd = await tempDir();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return cwd;
}

describe('flatten', () => {
  it("tells a refusal in rpm-ostree's words, and the place in a line of its own", async () => {
    const cwd = await dirWith({ 'a.yaml': '# c\nref: [x]\n' });
    expect(await cliIn(cwd, ['flatten', 'a.yaml'])).toEqual({
      code: 1,
      out: '',
      err: 'error: Parsing a.yaml: serde-yaml: invalid type: sequence, expected a string at line 2 column 1\n --> a.yaml:2:6\n',
    });
  });

  it('prints nothing of a file that could move or hide text', async () => {
    const cwd = await dirWith({ 'a.yaml': '"\\e[2Jfr\\u202eob": 1\n' });
    expect((await cliIn(cwd, ['flatten', 'a.yaml'])).err).toBe(
      'error: Parsing a.yaml: Unknown fields: frob\n --> a.yaml:1:1\n',
    );
  });

  it('warns as a compose does, and only then', async () => {
    const cwd = await dirWith({ 'a.yaml': 'cliwrap: true\n' });
    expect((await cliIn(cwd, ['flatten', 'a.yaml'])).err).toBe('');
    expect((await cliIn(cwd, ['flatten', 'a.yaml', '--mode=compose'])).err).toBe(
      'warning: boot-location: "new" is deprecated, use boot-location: modules\n' +
        'warning: cliwrap is deprecated and slated for removal --> a.yaml:1:10\n',
    );
  });

  it('shows the fields a build does not take', async () => {
    const cwd = await dirWith({ 'a.yaml': 'override-remove: [b, a]\n' });
    expect((await cliIn(cwd, ['flatten', 'a.yaml', '--mode=compose'])).err).toBe(
      'error: the following derivation fields are not supported:\n{\n  "override-remove": [\n    "a",\n    "b"\n  ]\n}\n --> a.yaml:1:19\n',
    );
  });

  it.each([
    [['flatten'], 'flatten needs exactly one FILE, found 0'],
    [['flatten', 'a', 'b'], 'flatten needs exactly one FILE, found 2'],
    [['flatten', 'a', '--mode=x'], '--mode: found "x", expected parse, compose, client'],
    [['flatten', 'a', '--var=x'], '--var: found "x", expected NAME=VALUE'],
    [['flatten', 'a', '--frob'], '--help'],
    [['flatten-lock'], 'flatten-lock needs a FILE'],
    [['flatten-extensions', 'a', '--base==1'], '--base: found "=1", expected NAME=VALUE'],
  ])('wrong usage, %j, has exit code 2', async (args, words) => {
    const { code, out, err } = await cliIn(await tempDir(), args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(words);
  });
});

describe('flatten-lock', () => {
  const FILES = {
    'base.json':
      '{"packages": {"b": {"evra": "1-1.noarch", "digest": "sha256:aa", "metadata": {"x": 1}}, "a": {"evr": "2-2"}}, "metadata": {"generated": "2024-10-23T00:00:00Z"}}',
    'over.yaml': 'packages:\n  b: {evr: 3-3}\nmetadata: {generated: "2025-01-01T00:00:00Z"}\n',
  };

  it('prints a lockfile: later entries whole, the first metadata', async () => {
    const { out } = await cliIn(await dirWith(FILES), ['flatten-lock', 'base.json', 'over.yaml']);
    expect(JSON.stringify(JSON.parse(out))).toBe(
      '{"packages":{"a":{"evr":"2-2"},"b":{"evr":"3-3"}},"metadata":{"generated":"2024-10-23T00:00:00Z"}}',
    );
  });

  it('explains a package', async () => {
    const cwd = await dirWith(FILES);
    const call = ['flatten-lock', 'base.json', 'over.yaml', '--explain'];
    expect((await cliIn(cwd, [...call, 'b'])).out).toBe(
      'b:\n  used       3-3  (over.yaml:2:3)\n  shadowed   1-1.noarch  (base.json:1:15)\n',
    );
    expect(await cliIn(cwd, [...call, 'c'])).toMatchObject({
      code: 1,
      err: 'error: --explain: no lockfile has a package "c"\n',
    });
  });

  it.each([
    [
      'packages: {a: {evr: "1", x: 1}}\n',
      'packages.a: data did not match any variant of untagged enum LockedPackage',
      '1:15',
    ],
    ['packages: {a: !t {evr: "1"}}\n', 'packages.a: untagged and internally tagged enums', '1:18'],
    [
      'packages: {}\nmetadata: {generated: yesterday}\n',
      'metadata.generated: input contains invalid characters',
      '2:23',
    ],
    [
      'packages: {}\nmetadata: {generated: "2024-02-30T00:00:00Z"}\n',
      'metadata.generated: input is out of range',
      '2:23',
    ],
    ['packages: []\n', 'packages: invalid type: sequence, expected a map', '1:11'],
  ])('refuses %j at its place', async (text, words, place) => {
    const { code, err } = await cliIn(await dirWith({ 'l.yaml': text }), ['flatten-lock', 'l.yaml']);
    expect(code).toBe(1);
    expect(err).toContain(`error: Parsing l.yaml: serde-yaml: ${words}`);
    expect(err).toContain(` --> l.yaml:${place}\n`);
  });
});

describe('flatten-extensions', () => {
  it('gathers the repositories in the order of the file', async () => {
    const cwd = await dirWith({
      'e.yaml':
        'extensions:\n  z: {packages: [a], repos: [one]}\n  b: {packages: [c], repos: [two], old: 1}\n  s: {packages: [d], architectures: [s390x]}\n',
    });
    const { out } = await cliIn(cwd, ['flatten-extensions', 'e.yaml', '--basearch=x86_64']);
    expect(JSON.stringify(JSON.parse(out))).toBe(
      '{"extensions":{"z":{"packages":["a"],"kind":"os-extension"},"b":{"packages":["c"],"kind":"os-extension"}},"repos":["one","two"]}',
    );
  });

  it.each([
    ['', 'parsing e.yaml: missing field `extensions`', '1:1'],
    [
      'extensions: {a: {packages: [x], kind: ~}}\n',
      'parsing e.yaml: extensions.a.kind: unknown variant `~`',
      '1:39',
    ],
    [
      'extensions:\n  a: {packages: x}\n',
      'parsing e.yaml: extensions.a.packages: invalid type: string "x"',
      '2:17',
    ],
    ['extensions: [\n', 'parsing e.yaml: did not find expected node content', '2:1'],
  ])('refuses %j at its place', async (text, words, place) => {
    const { code, err } = await cliIn(await dirWith({ 'e.yaml': text }), ['flatten-extensions', 'e.yaml']);
    expect(code).toBe(1);
    expect(err).toContain(`error: ${words}`);
    expect(err).toContain(` --> e.yaml:${place}\n`);
  });
});
