import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flatten } from '../../../src/treefile/flatten.ts';
import type { Flattened } from '../../../src/treefile/types.ts';
import type { KeyChange } from '../../../src/treefile-diff/changes.ts';
import { diffFlattened } from '../../../src/treefile-diff/diff.ts';
import { tempDir } from '../../support/temp.ts';

async function flat(
  files: Readonly<Record<string, string>> | string,
  basearch = 'x86_64',
): Promise<Flattened> {
  const dir = await tempDir();
  const all = typeof files === 'string' ? { 'manifest.yaml': files } : files;
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return flatten('manifest.yaml', { cwd: dir, basearch });
}

async function changes(
  base: Parameters<typeof flat>[0],
  head: Parameters<typeof flat>[0],
): Promise<KeyChange[]> {
  return diffFlattened({ flattened: await flat(base) }, { flattened: await flat(head) });
}

describe('no effective change', () => {
  it.each([
    ['comments and blanks', 'packages: [a, b]\n', '# why\npackages:\n  - a\n\n  - b\n'],
    ['the order of packages', 'packages: [a, b]\n', 'packages: [b, a]\n'],
    ['a package twice', 'packages: [a, b]\n', 'packages: [a, b, a]\n'],
    ['two in one string', 'packages: [a, b]\n', 'packages: ["a b"]\n'],
    ['an older spelling', 'boot-location: new\n', 'boot_location: new\n'],
    ['another spelling of a value', 'rpmdb: bdb\n', 'rpmdb: b-d-b\n'],
    ['an unused variable', 'ref: x\n', 'ref: x\nvariables: {a: b}\n'],
    ['the order in a map', 'add-commit-metadata: {a: 1, b: 2}\n', 'add-commit-metadata: {b: 2, a: 1}\n'],
    ['an empty list', 'packages: [a]\n', 'packages: [a]\nunits: []\n'],
    ['packages of another architecture', 'packages: [a]\n', 'packages: [a]\npackages-s390x: [z]\n'],
  ])('is %s', async (_what, base, head) => {
    expect(await changes(base, head)).toEqual([]);
  });

  it('is a part that moved to a file of its own', async () => {
    const whole = 'packages: [a, b]\npostprocess: ["#!/bin/sh\\none", "#!/bin/sh\\ntwo"]\n';
    const parts = {
      'manifest.yaml': 'include: manifests/part.yaml\npackages: [a]\npostprocess: ["#!/bin/sh\\ntwo"]\n',
      'manifests/part.yaml': 'packages: [b]\npostprocess: ["#!/bin/sh\\none"]\n',
    };
    expect(await changes(whole, parts)).toEqual([]);
  });
});

describe('a change', () => {
  it('of a set names what came, what went and where it is written', async () => {
    const [change, ...more] = await changes('packages:\n  - a\n  - b\n', 'packages:\n  - b\n  - c\n');
    expect(more).toEqual([]);
    expect(change).toMatchObject({
      kind: 'set',
      key: 'packages',
      added: [{ value: 'c', at: { file: 'manifest.yaml', line: 3 } }],
      removed: [{ value: 'a', at: { file: 'manifest.yaml', line: 2 } }],
    });
  });

  it('of nothing but the order of scripts is one', async () => {
    const [one, two, three] = ['"#!/bin/sh\\none"', '"#!/bin/sh\\ntwo"', '"#!/bin/sh\\nthree"'];
    const found = await changes(
      `postprocess: [${one}, ${two}, ${three}]\n`,
      `postprocess: [${three}, ${one}, ${two}]\n`,
    );
    expect(found).toMatchObject([
      {
        kind: 'list',
        key: 'postprocess',
        added: [],
        removed: [],
        edited: [],
        moved: [{ value: '#!/bin/sh\nthree' }],
      },
    ]);
  });

  it('of the order of repositories is one', async () => {
    expect(await changes('repos: [a, b]\n', 'repos: [b, a]\n')).toMatchObject([
      { key: 'repos', added: [], removed: [] },
    ]);
  });

  it('tells an edited script from another one', async () => {
    const script = (...lines: string[]): string =>
      JSON.stringify(['#!/bin/bash', 'set -eu', ...lines].join('\n'));
    const [change] = await changes(
      `postprocess: [${script('one', 'two')}, ${script('x', 'y', 'z', 'u')}]\n`,
      `postprocess: [${script('one', 'deux')}, ${script('p', 'q', 'r', 's')}]\n`,
    );
    expect(change).toMatchObject({
      kind: 'list',
      edited: [
        {
          before: { value: '#!/bin/bash\nset -eu\none\ntwo' },
          after: { value: '#!/bin/bash\nset -eu\none\ndeux' },
        },
      ],
      added: [{ value: '#!/bin/bash\nset -eu\np\nq\nr\ns' }],
      removed: [{ value: '#!/bin/bash\nset -eu\nx\ny\nz\nu' }],
      moved: [],
    });
  });

  it('of an element that stands there twice counts both', async () => {
    expect(await changes('units: [a, a, b]\n', 'units: [a, b]\n')).toMatchObject([
      { key: 'units', removed: [{ value: 'a' }], added: [], moved: [] },
    ]);
  });

  it('of a map is told entry by entry', async () => {
    expect(
      await changes('metadata: {a: 1, b: {x: 1}, c: 3}\n', 'metadata: {a: 1, b: {x: 2}, d: 4}\n'),
    ).toMatchObject([
      {
        kind: 'map',
        key: 'metadata',
        entries: [
          { name: 'b', before: { value: { x: 1 } }, after: { value: { x: 2 } } },
          { name: 'c', before: { value: 3 } },
          { name: 'd', after: { value: 4 } },
        ],
      },
    ]);
  });

  it('of a scalar has both values, or the one there is', async () => {
    expect(await changes('ref: a\nselinux: true\n', 'ref: b\nrecommends: false\n')).toMatchObject([
      { kind: 'value', key: 'ref', before: { value: 'a' }, after: { value: 'b', at: { line: 1 } } },
      { kind: 'value', key: 'selinux', before: { value: true } },
      { kind: 'value', key: 'recommends', after: { value: false } },
    ]);
  });

  it('of a number to the text of it is one: rpm-ostree keeps both', async () => {
    expect(await changes('releasever: 9\n', 'releasever: "9"\n')).toMatchObject([
      { key: 'releasever', before: { value: 9 }, after: { value: '9' } },
    ]);
  });

  it('of repovars shows, although they are never printed', async () => {
    expect(await changes('repovars: {mirror: a}\n', 'repovars: {mirror: b}\n')).toMatchObject([
      {
        kind: 'map',
        key: 'repovars',
        entries: [{ name: 'mirror', before: { value: 'a' }, after: { value: 'b' } }],
      },
    ]);
  });

  it('of a variable shows in what it decides', async () => {
    const rest = 'ref: "x/${name}"\n';
    expect(await changes(`variables: {name: a}\n${rest}`, `variables: {name: b}\n${rest}`)).toMatchObject([
      { key: 'ref', before: { value: 'x/a' }, after: { value: 'x/b' } },
    ]);
  });

  it('that one value of an add-files pair has is seen', async () => {
    const files = (target: string): Record<string, string> => ({
      'manifest.yaml': `add-files: [[f, ${target}]]\n`,
      f: 'text',
    });
    expect(await changes(files('etc/a'), files('etc/b'))).toMatchObject([
      { key: 'add-files', added: [{ value: ['f', 'etc/b'] }], removed: [{ value: ['f', 'etc/a'] }] },
    ]);
  });

  it('has its places in the words of whoever asks', async () => {
    const [change] = diffFlattened(
      { flattened: await flat('packages: [a]\n') },
      {
        flattened: await flat('packages: [a, b]\n'),
        locate: ({ line }) => ({ file: 'manifest.yaml.in', line: line + 10 }),
      },
    );
    expect(change).toMatchObject({ added: [{ at: { file: 'manifest.yaml.in', line: 11 } }] });
  });
});
