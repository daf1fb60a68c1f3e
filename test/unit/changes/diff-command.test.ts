import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PackageTuple } from '../../../src/build-record/record.ts';
import { cliIn, type CliOutcome } from '../../support/run-cli.ts';
import { tempDir } from '../../support/temp.ts';
import { record, tuple } from './builds.ts';

let dir: string;

beforeEach(async () => {
  dir = await tempDir();
});

/** Writes what an assembler leaves of a build. */
async function build(name: string, packages: readonly string[], meta: object = {}): Promise<void> {
  await mkdir(join(dir, name), { recursive: true });
  const pkglist: PackageTuple[] = packages.map(tuple);
  await writeFile(
    join(dir, name, 'meta.json'),
    JSON.stringify({
      buildid: name,
      name: 'ovirt-node',
      'ostree-commit': name,
      'ostree-timestamp': '2026-01-01T00:00:00Z',
      ref: 'ovirt/x86_64/node/4.5',
      images: {},
      ...meta,
    }),
  );
  await writeFile(join(dir, name, 'commitmeta.json'), JSON.stringify({ 'rpmostree.rpmdb.pkglist': pkglist }));
}

async function diff(...args: string[]): Promise<CliOutcome> {
  return await cliIn(dir, ['diff', ...args]);
}

describe('diff', () => {
  it('tells what is different between two builds, a line each', async () => {
    await build('one', [
      'a-1-1.noarch',
      'b-2-1.noarch',
      'gone-1-1.noarch',
      'same-1-1.noarch',
      'k-1-1.noarch',
    ]);
    await build(
      'two',
      ['a-1-2.noarch', 'b-1-1.noarch', 'new-1-1.noarch', 'same-1-1.noarch', 'k-1-1.x86_64'],
      {
        ref: 'other',
      },
    );
    const { code, out, err } = await diff('one', 'two');
    expect(err).toBe('');
    expect(out.split('\n')).toEqual([
      'downgraded  b  2-1 → 1-1',
      'upgraded    a  1-1 → 1-2 (rebuilt)',
      'replaced    k  1-1.noarch → 1-1.x86_64 (other architecture)',
      'added       new  1-1.noarch',
      'removed     gone  1-1.noarch',
      'changed     ref  ovirt/x86_64/node/4.5 → other',
      'packages: 1 upgraded (1 of them rebuilt), 1 downgraded, 1 added, 1 removed, 1 otherwise replaced, 1 unchanged',
      '',
    ]);
    expect(code).toBe(0);
    expect((await diff('one', 'two', '--exit-code')).code).toBe(1);
    expect(await diff('one', 'one', '--exit-code')).toEqual({
      code: 0,
      out: 'no package changed, 5 unchanged\n',
      err: '',
    });
  });

  it('compares the images both builds have, by the size of the file where meta.json has none', async () => {
    const image = (path: string, sha256: string, size?: number): object => ({
      path,
      sha256: sha256.repeat(64),
      size,
    });
    await build('one', [], {
      images: { metal: image('m', '1', 100), 'live-iso': image('i', '1'), ostree: image('o', '1') },
    });
    await build('two', [], {
      images: { metal: image('m', '2', 300), 'live-iso': image('i', '2'), metal4k: image('k', '1') },
    });
    await writeFile(join(dir, 'one', 'i'), 'x'.repeat(10));
    const changes: unknown = JSON.parse((await diff('one', 'two', '--json')).out);
    expect(changes).toMatchObject({
      schema: 1,
      before: { buildId: 'one' },
      images: [
        { kind: 'live-iso', before: 10, same: false },
        { kind: 'metal', before: 100, after: 300, same: false },
      ],
    });
    expect((await diff('one', 'two')).out).toContain('image       metal  100 B → 300 B (+200 B)\n');
  });

  it('compares lock files, and a lock file with a build', async () => {
    const lock = (packages: object): string => JSON.stringify({ packages });
    await writeFile(join(dir, 'a.json'), lock({ a: { evra: '1:1-1.noarch' }, b: { evr: '1-1' } }));
    await writeFile(join(dir, 'b.json'), lock({ a: { evra: '2-1.noarch' }, b: { evr: '1-1' } }));
    expect((await diff('a.json', 'b.json')).out).toBe(
      'downgraded  a  1:1-1 → 2-1\npackages: 1 downgraded, 1 unchanged\n',
    );
    await build('two', ['a-2-1.noarch', 'b-1-1.x86_64']);
    expect((await diff('b.json', 'two', '--exit-code')).out).toBe('no package changed, 2 unchanged\n');
  });

  it('takes everything from the record where there is one', async () => {
    for (const [name, version, config] of [
      ['one', '1', '1'],
      ['two', '2', '2'],
    ] as const) {
      const nevra = `a-${version}-1.noarch`;
      await build(name, ['not-asked-1-1.noarch']);
      const kept = record([nevra], {
        buildId: name,
        config: { 'manifest.yaml': config },
        packageSizes: { [nevra]: Number(version) * 1024 },
      });
      await writeFile(join(dir, name, 'record.json'), JSON.stringify(kept));
    }
    expect((await diff('one', 'two')).out.split('\n')).toEqual([
      'upgraded    a  1-1 → 2-1',
      'changed     file manifest.yaml',
      'packages: 1 upgraded, 0 unchanged',
      '',
    ]);
    const changes: unknown = JSON.parse((await diff('one', 'two', '--json')).out);
    expect(changes).toMatchObject({ packages: { size: { before: 1024, after: 2048 } }, base: null });
  });

  it('refuses a damaged record instead of going on with less', async () => {
    await build('one', []);
    await writeFile(join(dir, 'one', 'record.json'), JSON.stringify({ ...record([]), ostreeCommit: 'x' }));
    const { code, err } = await diff('one', 'one');
    expect(code).toBe(1);
    expect(err).toContain('one/record.json: ostreeCommit: found "x"');
  });

  it('prints Markdown, with the build in its heading', async () => {
    await build('one', ['a-1-1.noarch']);
    await build('two', []);
    const { out } = await diff('one', 'two', '--markdown');
    expect(out).toContain('### What changed since one\n');
    expect(out).toContain('| `a` | removed | `1-1.noarch` |');
  });

  it.each<[string[], RegExp]>([
    [['one'], /^Error: diff needs two builds, A and B, found 1/i],
    [['one', 'two', 'three'], /found 3/],
    [['one', 'two', '--json', '--markdown'], /--json, --markdown: only one of them/],
    [['one', 'two', '--exitcode'], /--exitcode/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await diff(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it('says what is missing or damaged, and never with a stack trace', async () => {
    await build('one', ['a-1-1.noarch']);
    await mkdir(join(dir, 'empty'));
    await writeFile(join(dir, 'bad.json'), '{"packages": [');
    await build('half', []);
    await writeFile(join(dir, 'half', 'commitmeta.json'), '{"rpmostree.rpmdb.pkglist": [["a"]]}');
    for (const [side, message] of [
      ['nowhere', 'nowhere: not found; expected a directory builds/ID/ARCH'],
      ['empty', 'empty: has no meta.json; expected'],
      [
        'half',
        'half/commitmeta.json: rpmostree.rpmdb.pkglist: expected name, epoch, version, release and arch',
      ],
      ['bad.json', 'bad.json'],
    ] as const) {
      const { code, out, err } = await diff('one', side);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain(message);
      expect(err).not.toMatch(/^\s+at /m);
    }
  });

  it('lets no name move the cursor', async () => {
    await build('one', []);
    await build('two', []);
    await writeFile(
      join(dir, 'two', 'commitmeta.json'),
      JSON.stringify({ 'rpmostree.rpmdb.pkglist': [['a\u001b[2J\nremoved x', '0', '1', '1', 'noarch']] }),
    );
    const { out } = await diff('one', 'two');
    expect(out.split('\n')).toHaveLength(3);
    expect(out).not.toContain('\u001b');
  });
});
