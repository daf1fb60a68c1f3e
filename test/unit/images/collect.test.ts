import { createHash } from 'node:crypto';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { collectImages, type CollectRequest } from '../../../src/images/collect.ts';
import { checkBootableIso } from '../../../src/images/iso.ts';
import { imageFileName } from '../../../src/images/names.ts';
import type { ImageKind } from '../../../src/inputs/choices.ts';
import { makeBootableIso } from '../../support/iso.ts';
import { tempDir } from '../../support/temp.ts';

const NAMES = { name: 'node', buildId: '9.1', target: 'el9', arch: 'x86_64' };

let dir: string;

beforeEach(async () => {
  dir = await tempDir();
  await mkdir(join(dir, 'build'));
});

async function request(
  kinds: readonly ImageKind[],
  files: Record<string, { content: Buffer; sha256?: string; size?: number }>,
): Promise<CollectRequest> {
  const images = new Map();
  for (const [key, { content, sha256, size }] of Object.entries(files)) {
    await writeFile(join(dir, 'build', `${key}.img`), content);
    const digest = createHash('sha256').update(content).digest('hex');
    images.set(key, { path: `${key}.img`, sha256: sha256 ?? digest, size });
  }
  return {
    meta: {
      file: join(dir, 'build', 'meta.json'),
      buildId: '9.1',
      name: 'node',
      ostreeCommit: 'c',
      ref: undefined,
      timestamp: 't',
      images,
    },
    buildDir: join(dir, 'build'),
    tarball: join(dir, 'commit.tar'),
    imagesDir: join(dir, 'images'),
    kinds,
    names: NAMES,
  };
}

describe('collectImages', () => {
  it('gives each image its public name and digest', async () => {
    const iso = makeBootableIso();
    await writeFile(join(dir, 'commit.tar'), 'tar');
    const collected = await collectImages(
      await request(['live-iso', 'commit-tarball'], { 'live-iso': { content: iso } }),
    );
    expect(collected.map(({ kind, path, size }) => [kind, path.replace(`${dir}/images/`, ''), size])).toEqual(
      [
        ['live-iso', 'node-9.1-el9-live.x86_64.iso', iso.length],
        ['commit-tarball', 'node-9.1-el9-ostree.x86_64.tar', 3],
      ],
    );
    expect((await readFile(collected[0]?.path ?? '')).equals(iso)).toBe(true);
    expect(collected[1]?.sha256).toBe(createHash('sha256').update('tar').digest('hex'));
  });

  it.each<[string, { content: Buffer; sha256?: string; size?: number }, RegExp]>([
    ['one changed byte', { content: Buffer.from('x'), sha256: 'a'.repeat(64) }, /the file is damaged/],
    ['another size', { content: Buffer.from('x'), size: 2 }, /has 1 bytes, .* says 2/],
  ])('refuses %s', async (_what, file, expected) => {
    await expect(collectImages(await request(['metal'], { metal: file }))).rejects.toThrow(expected);
  });

  it('refuses an image that was asked for and not made, and says what there is', async () => {
    const wanted = await request(['live-iso'], { ostree: { content: Buffer.from('x') } });
    await expect(collectImages(wanted)).rejects.toThrow(
      /live-iso was asked for, .* lists no live-iso \(it has ostree\)/,
    );
  });

  it('does not follow a link out of the build directory', async () => {
    const wanted = await request(['metal'], {});
    await writeFile(join(dir, 'secret'), 'secret');
    await symlink(join(dir, 'secret'), join(dir, 'build', 'link'));
    const sha256 = createHash('sha256').update('secret').digest('hex');
    const images = new Map([['metal', { path: 'link', sha256, size: undefined }]]);
    await expect(collectImages({ ...wanted, meta: { ...wanted.meta, images } })).rejects.toThrow(
      /there is no file/,
    );
  });
});

describe('checkBootableIso', () => {
  async function check(iso: Buffer): Promise<string> {
    const file = join(dir, 'x.iso');
    await writeFile(file, iso);
    return await checkBootableIso(file);
  }

  it('returns the label of one that boots', async () => {
    expect(await check(makeBootableIso('MY-NODE'))).toBe('MY-NODE');
  });

  it.each<[string, (iso: Buffer) => Buffer, RegExp]>([
    ['no descriptor', (iso) => iso.fill(0, 16 * 2048, 17 * 2048), /no ISO 9660 volume descriptor/],
    ['no boot record', (iso) => iso.fill(0, 17 * 2048 + 7, 17 * 2048 + 30), /no El Torito boot record/],
    ['a damaged catalogue', (iso) => iso.fill(7, 20 * 2048 + 4, 20 * 2048 + 6), /boot catalogue is damaged/],
    ['no bootable entry', (iso) => iso.fill(0, 20 * 2048 + 32, 20 * 2048 + 33), /no bootable entry/],
    ['a lost end', (iso) => iso.subarray(0, 21 * 2048), /its volume has .* bytes, the file only/],
    ['nothing in it', () => Buffer.alloc(0), /it ends before sector 16/],
  ])('refuses one with %s', async (_what, damage, expected) => {
    await expect(check(damage(makeBootableIso()))).rejects.toThrow(expected);
  });
});

describe('imageFileName', () => {
  it('differs between targets, architectures and kinds, so that a matrix never meets', () => {
    const kinds: ImageKind[] = [
      'live-iso',
      'commit-tarball',
      'metal',
      'live-kernel',
      'live-initramfs',
      'live-rootfs',
      'oci-archive',
    ];
    const names = ['el9', 'el10', undefined].flatMap((target) =>
      ['x86_64', 'aarch64'].flatMap((arch) =>
        kinds.map((kind) => imageFileName(kind, { ...NAMES, target, arch })),
      ),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
