import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { latestBuild, readMeta, readPackages } from '../../../src/images/meta.ts';
import { tempDir } from '../../support/temp.ts';

const META = {
  buildid: '9.1',
  name: 'node',
  ref: 'ovirt/x86_64/node',
  'ostree-commit': 'c'.repeat(64),
  'ostree-timestamp': '2026-01-01T00:00:00Z',
  images: { ostree: { path: 'node-9.1-ostree.x86_64.ociarchive', sha256: 'a'.repeat(64), size: 5 } },
};

let dir: string;

beforeEach(async () => {
  dir = await tempDir();
});

async function withMeta(meta: unknown): Promise<string> {
  await writeFile(join(dir, 'meta.json'), typeof meta === 'string' ? meta : JSON.stringify(meta));
  return dir;
}

describe('readMeta', () => {
  it('reads what is used of it', async () => {
    const meta = await readMeta(await withMeta(META));
    expect(meta).toMatchObject({ buildId: '9.1', name: 'node', ref: 'ovirt/x86_64/node' });
    expect(meta.images.get('ostree')).toEqual({
      path: META.images.ostree.path,
      sha256: 'a'.repeat(64),
      size: 5,
    });
  });

  it('takes a missing size for unknown, as the live images of the classic dialects have none', async () => {
    const images = { 'live-iso': { path: 'x.iso', sha256: 'b'.repeat(64) } };
    expect(
      (await readMeta(await withMeta({ ...META, images }))).images.get('live-iso')?.size,
    ).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{"buildid": ', /meta\.json: not JSON/],
    ['another type', '[]', /found no JSON object/],
    ['no build id', { ...META, buildid: 5 }, /buildid: found 5, expected a text/],
    [
      'a digest that is none',
      { ...META, images: { x: { path: 'y', sha256: 'zz' } } },
      /images\.x\.sha256: found "zz"/,
    ],
    [
      'a path that leads out',
      { ...META, images: { x: { path: '../../etc/shadow', sha256: 'a'.repeat(64) } } },
      /without slashes/,
    ],
    ['an id that leads out', { ...META, buildid: '..' }, /without slashes/],
    // Found by the fuzzer: no file can have such a name, which only showed where it was opened.
    ['a name with a zero byte', { ...META, name: 'a\0b' }, /without slashes and control characters/],
    ['a name like an option', { ...META, name: '-rf' }, /without slashes/],
  ])('refuses %s', async (_what, meta, expected) => {
    await expect(readMeta(await withMeta(meta))).rejects.toThrow(expected);
  });

  it('names the file that is missing', async () => {
    await expect(readMeta(join(dir, 'nowhere'))).rejects.toThrow(/nowhere\/meta\.json: cannot be read/);
  });
});

describe('latestBuild', () => {
  async function withBuilds(value: unknown): Promise<void> {
    await mkdir(join(dir, 'builds'), { recursive: true });
    await writeFile(join(dir, 'builds', 'builds.json'), JSON.stringify(value));
  }

  it('is undefined before the first build', async () => {
    expect(await latestBuild(dir, 'x86_64')).toBeUndefined();
  });

  it('takes the newest of the architecture', async () => {
    await withBuilds({
      'schema-version': '1.0.0',
      builds: [
        { id: '3', arches: ['s390x'] },
        { id: '2', arches: ['x86_64'] },
        { id: '1', arches: ['x86_64'] },
      ],
    });
    expect(await latestBuild(dir, 'x86_64')).toBe('2');
    expect(await latestBuild(dir, 'ppc64le')).toBeUndefined();
  });

  it('refuses a layout it does not know', async () => {
    await withBuilds({ 'schema-version': '2.0.0', builds: [] });
    await expect(latestBuild(dir, 'x86_64')).rejects.toThrow(/schema-version: found 2\.0\.0, expected 1\.x/);
  });
});

describe('readPackages', () => {
  it('writes an epoch only where there is one', async () => {
    const list = [
      ['bash', '0', '5.1', '6.el9', 'x86_64'],
      ['vim', '2', '8.2', '1', 'noarch'],
    ];
    await writeFile(join(dir, 'commitmeta.json'), JSON.stringify({ 'rpmostree.rpmdb.pkglist': list }));
    expect(await readPackages(dir)).toEqual(['bash-5.1-6.el9.x86_64', 'vim-2:8.2-1.noarch']);
  });

  it('refuses an entry of another shape', async () => {
    await writeFile(
      join(dir, 'commitmeta.json'),
      JSON.stringify({ 'rpmostree.rpmdb.pkglist': [['bash', 5]] }),
    );
    await expect(readPackages(dir)).rejects.toThrow(/pkglist: expected name, epoch/);
  });
});
