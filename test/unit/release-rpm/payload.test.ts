import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { extractPayload } from '../../../src/release-rpm/extract.ts';
import { parsePackage } from '../../../src/release-rpm/package.ts';
import { readPayload, type KeepLimits, type PayloadEntry } from '../../../src/release-rpm/payload.ts';
import { TAG } from '../../../src/release-rpm/tags.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { makeArchive } from '../../support/rpm/archive.ts';
import type { TagValue } from '../../support/rpm/header.ts';
import { makePackage, type MadeOptions } from '../../support/rpm/package.ts';
import { tempDir } from '../../support/temp.ts';

async function unpack(
  options: MadeOptions,
  log = new MemoryLog(),
  limits?: KeepLimits,
): Promise<PayloadEntry[]> {
  return await readPayload(parsePackage(makePackage(options), 'a.rpm'), log, limits);
}

const contents = (entries: readonly PayloadEntry[]): [string, string][] =>
  entries.map(({ path, content }) => [path, content.toString()]);

const A = { path: '/usr/a', content: 'text' };
const B = { path: '/usr/b', content: 'more' };

describe('readPayload', () => {
  it('reads names without what is in front of them', async () => {
    expect(await unpack({ files: [A] })).toEqual([
      { path: 'usr/a', mode: 0o100644, content: Buffer.from('text') },
    ]);
    expect(contents(await unpack({ files: [A], archive: [{ name: '/usr/a', content: 'text' }] }))).toEqual([
      ['usr/a', 'text'],
    ]);
  });

  it('takes modes from the header, which is what is signed', async () => {
    const [entry] = await unpack({
      files: [A],
      archive: [{ name: './usr/a', content: 'text', mode: 0o104755 }],
    });
    expect(entry?.mode).toBe(0o100644);
  });

  it.each(['/../etc/passwd', '/a/../../b', '../x', '/..'])('refuses the path %s', async (path) => {
    const archive = [{ name: path, content: 'x' }];
    await expect(unpack({ files: [{ path, content: 'x' }], archive })).rejects.toThrow(/climbs out/);
  });

  it.each([
    [
      'a name',
      [{ name: './usr/c', content: 'text' }],
      /holds file ".\/usr\/c", which the header does not list/,
    ],
    ['a number', [{ index: 1, content: 'text' }], /holds file number 1, which the header does not list/],
    ['a huge number', [{ index: 0xffff_ffff }], /holds file number 4294967295, which/],
    ['another size', [{ name: './usr/a', content: 'longer' }], /usr\/a has 6 bytes, the header says 4/],
    ['other content', [{ name: './usr/a', content: 'tExt' }], /altered: \/usr\/a is not the file/],
    ['nothing', [], /\/usr\/a is missing/],
    [
      'it twice',
      [
        { name: './usr/a', content: 'text' },
        { index: 0, content: 'text' },
      ],
      /is there twice/,
    ],
    ['another kind of entry', Buffer.from('070707'.padEnd(200, '0')), /unknown entry "070707" at byte 0/],
    ['a number that is none', Buffer.from('070701'.padEnd(200, 'x')), /a number is "xxxxxxxx"/],
    ['no name', Buffer.from('070701'.padEnd(200, '0')), /a name has 0 bytes/],
    [
      'a name of 4 GB',
      Buffer.from(`070701${'0'.repeat(88)}FFFFFFFF`.padEnd(200, '0')),
      /a name has 4294967295/,
    ],
    [
      'more after its end',
      Buffer.concat([makeArchive([]), Buffer.alloc(2 ** 21)]),
      /has no end|missing|more/,
    ],
  ])('refuses an archive with %s', async (_what, archive, message) => {
    const options = Buffer.isBuffer(archive) ? { payload: gzipSync(archive) } : { archive };
    await expect(unpack({ files: [A], ...options })).rejects.toThrow(message);
  });

  it('refuses two files of one name', async () => {
    await expect(unpack({ files: [A, { ...B, path: '/usr/a' }] })).rejects.toThrow(/lists \/usr\/a twice/);
  });

  it('refuses an archive cut anywhere', async () => {
    const whole = makeArchive([{ name: './usr/a', content: 'text' }]);
    for (let length = 0; length < whole.length; length += 1) {
      const cut = unpack({ files: [A], payload: gzipSync(whole.subarray(0, length)) });
      await expect(cut, `${length}`).rejects.toThrow(/payload is damaged: it has no end/);
    }
  });

  it('gives every hard link the content that only the last one carries', async () => {
    const link = { ...A, path: '/usr/link', inode: 7 };
    const files = [{ ...A, inode: 7 }, B, link];
    const expected = [
      ['usr/a', 'text'],
      ['usr/b', 'more'],
      ['usr/link', 'text'],
    ];
    const named = [
      { name: './usr/a' },
      { name: './usr/b', content: 'more' },
      { name: './usr/link', content: 'text' },
    ];
    expect(contents(await unpack({ files, archive: named }))).toEqual(expected);
    const stripped = [{ index: 0 }, { index: 1, content: 'more' }, { index: 2, content: 'text' }];
    expect(contents(await unpack({ files, archive: stripped }))).toEqual(expected);
    const empty = [{ name: './usr/a' }, { name: './usr/b', content: 'more' }, { name: './usr/link' }];
    await expect(unpack({ files, archive: empty })).rejects.toThrow(/altered: \/usr\/a is not the file/);
    const claimed = { ...link, claims: { digest: '0'.repeat(64) } };
    await expect(
      unpack({
        files: [{ ...A, inode: 7 }, claimed],
        archive: [named[0], named[2]].filter((entry) => entry !== undefined),
      }),
    ).rejects.toThrow(/altered: \/usr\/link is not the file/);
  });

  it('takes name and size of stripped entries from the header', async () => {
    const files = [
      { path: '/usr', mode: 0o040755, claims: { size: 4096 } },
      A,
      { path: '/usr/link', mode: 0o120777, content: 'target', claims: { size: 6 } },
      B,
    ];
    const archive = [
      { index: 0 },
      { index: 1, content: 'text' },
      { index: 2, content: 'target' },
      { index: 3, content: 'more' },
    ];
    expect(contents(await unpack({ files, archive }))).toEqual([
      ['usr', ''],
      ['usr/a', 'text'],
      ['usr/link', ''],
      ['usr/b', 'more'],
    ]);
  });

  it('reads names that are not UTF-8, and keeps apart what differs', async () => {
    const latin = Buffer.from('/usr/caf\xe9', 'latin1');
    const utf = Buffer.from('/usr/caf\u00e8');
    const entries = await unpack({
      files: [
        { ...A, path: latin },
        { ...B, path: utf },
      ],
    });
    expect(contents(entries)).toEqual([
      ['usr/café', 'text'],
      ['usr/cafè', 'more'],
    ]);
    const both = [
      { ...A, path: latin },
      { ...B, path: Buffer.from('/usr/café') },
    ];
    await expect(unpack({ files: both })).rejects.toThrow(/lists \/usr\/café twice/);
  });

  it('leaves a file out that only the list has', async () => {
    const tags = { [TAG.fileFlags]: { int32: [0, 64] } };
    const archive = [{ name: './usr/a', content: 'text' }];
    expect(contents(await unpack({ files: [A, B], tags, archive }))).toEqual([['usr/a', 'text']]);
  });

  it('checks a file too large to keep, and leaves it out', async () => {
    const log = new MemoryLog();
    const limits = { file: 10, total: 13 };
    const big = { path: '/big', content: 'eleven byte' };
    const files = [big, A, { path: '/usr/ten', content: 'ten  bytes' }, B];
    expect(contents(await unpack({ files }, log, limits))).toEqual([
      ['usr/a', 'text'],
      ['usr/b', 'more'],
    ]);
    expect(log.of('warning')).toEqual([
      'a.rpm: /big has 11 bytes and was left out',
      'a.rpm: /usr/ten has 10 bytes and was left out',
    ]);
    const wrong = [{ ...big, claims: { digest: '0'.repeat(64) } }];
    await expect(unpack({ files: wrong }, log, limits)).rejects.toThrow(/altered: \/big/);
  });

  it('refuses a header whose files would fill every disk', async () => {
    const files = Array.from({ length: 5 }, (_, index) => ({
      path: `/${index}`,
      claims: { size: 0xffff_ffff },
    }));
    await expect(unpack({ files, archive: [] })).rejects.toThrow(/more than 17179869184 bytes/);
  });
});

describe('how a payload is packed', () => {
  const archive = makeArchive([{ name: './usr/a', content: 'text' }]);
  const word = (text: string | undefined): Record<number, TagValue | undefined> => ({
    [TAG.payloadCompressor]: text === undefined ? undefined : { text },
  });

  it.each([
    ['not at all, and does not say', archive, undefined],
    ['not at all, and says gzip', archive, 'gzip'],
    ['with gzip, and does not say', gzipSync(archive), undefined],
    ['with zstd', zstdCompressSync(archive), 'zstd'],
  ])('%s', async (_what, payload, compressor) => {
    expect(contents(await unpack({ files: [A], payload, tags: word(compressor) }))).toEqual([
      ['usr/a', 'text'],
    ]);
  });

  it.each([
    ['gzip', Buffer.from('no gzip at all, nor an archive')],
    ['zstd', Buffer.from('no zstd at all, nor an archive')],
    ['xz', Buffer.from('no xz at all, nor an archive')],
    ['lzma', Buffer.from('no lzma at all, nor an archive')],
    ['bzip2', Buffer.from('no bzip2 at all, nor an archive')],
    ['gzip', gzipSync(archive, { level: constants.Z_NO_COMPRESSION }).subarray(0, -12)],
  ])('refuses damaged %s', async (compressor, payload) => {
    await expect(unpack({ files: [A], payload, tags: word(compressor) })).rejects.toThrow(
      /a\.rpm: its .*payload (cannot be unpacked: .|is damaged: it has no end)/,
    );
  });

  it('names the program that is missing', async () => {
    vi.resetModules();
    vi.stubEnv('PATH', '/nowhere');
    const { decompress } = await import('../../../src/release-rpm/decompress.ts');
    vi.unstubAllEnvs();
    // It has taken the path in: the next file's shall be another one.
    vi.resetModules();
    for (const [compressor, program] of [
      ['lzma', 'xz'],
      ['bzip2', 'bzip2'],
    ] as const) {
      const chunks = decompress(Buffer.from('packed'), compressor, 'a.rpm');
      await expect(chunks.next(), compressor).rejects.toThrow(
        `a.rpm: its payload cannot be unpacked: ${program} cannot be started`,
      );
    }
  });

  it('names a compressor it does not know, and what else it cannot read', async () => {
    await expect(unpack({ files: [A], payload: Buffer.from('?'), tags: word('brotli') })).rejects.toThrow(
      /packed with brotli, which is not known; gzip, xz, zstd, bzip2 and lzma are/,
    );
    const tags = { [TAG.payloadFormat]: { text: 'drpm' } };
    await expect(unpack({ tags })).rejects.toThrow(/its payload is drpm, expected cpio/);
    const aligned = { [TAG.requireName]: { texts: ['rpmlib(PayloadAlignment)'] } };
    await expect(unpack({ tags: aligned })).rejects.toThrow(/its payload is aligned/);
  });
});

describe('extractPayload', () => {
  it('writes regular files only', async () => {
    const dir = await tempDir();
    const log = new MemoryLog();
    const entries = await unpack({
      files: [
        { path: '/usr/share/a.repo', content: 'text' },
        { path: '/link', content: '/etc/passwd', mode: 0o120777 },
        { path: '/device', mode: 0o020666 },
      ],
    });
    expect(await extractPayload(entries, dir, log)).toEqual(['usr/share/a.repo']);
    expect(await readdir(dir)).toEqual(['usr']);
    expect(await readFile(join(dir, 'usr/share/a.repo'), 'utf8')).toBe('text');
    expect(log.of('warning')).toHaveLength(2);
  });

  it('does not write through a link that is there', async () => {
    const dir = await tempDir();
    const outside = await tempDir();
    await mkdir(join(dir, 'out'));
    await symlink(outside, join(dir, 'out', 'usr'));
    const entries = await unpack({ files: [A] });
    await expect(extractPayload(entries, join(dir, 'out'), new MemoryLog())).rejects.toThrow(/is a link/);
    expect(await readdir(outside)).toEqual([]);
  });

  it.each([
    ['a directory where a file is', '/usr/a/b'],
    ['a name no file system takes', `/usr/${'x'.repeat(300)}`],
    ['the root as a file', '/'],
  ])('says what cannot be written: %s', async (_what, path) => {
    const dir = await tempDir();
    await mkdir(join(dir, 'usr'));
    await writeFile(join(dir, 'usr', 'a'), '');
    const entries = await unpack({ files: [{ path, content: 'x' }] });
    await expect(extractPayload(entries, dir, new MemoryLog())).rejects.toThrow(/: cannot be written: E/);
  });
});
