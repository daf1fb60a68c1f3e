import { randomBytes } from 'node:crypto';
import { open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { messageOf } from '../../../src/errors.ts';
import { tempDir } from '../../support/temp.ts';
import { must } from '../must.ts';

/** Programs that pack a file and leave it there, with the ending they give it. */
const PACKERS = [
  ['gzip', '.gz', undefined],
  ['zstd', '.zst', ['zstd', '--quiet', '--keep']],
  // Several blocks, as parallel packers write them, and with the check createrepo_c uses.
  ['xz', '.xz', ['xz', '--keep', '--check=sha256', '--block-size=1MiB']],
  ['bzip2', '.bz2', ['bzip2', '--keep']],
] as const;
/** Half of it cannot be packed, so that packed files are not tiny. */
const CONTENT = Buffer.concat([randomBytes(1_500_000), Buffer.alloc(1_500_000, 'metadata ')]);

/** The reader, loaded anew after a test has changed what it finds. */
async function unpack(path: string, limit?: number): Promise<Buffer> {
  const { unpackFile } = await import('../../../src/rpm-md/unpack.ts');
  const parts: Buffer[] = [];
  for await (const part of unpackFile(path, limit)) parts.push(part);
  return Buffer.concat(parts);
}

/** Why it was not unpacked. Its error is no class of ours once modules were loaded anew. */
async function complaint(path: string, limit?: number): Promise<string> {
  return await unpack(path, limit).then(() => 'unpacked', messageOf);
}

async function packed(name: (typeof PACKERS)[number][0]): Promise<string> {
  const plain = join(await tempDir(), 'content');
  await writeFile(plain, CONTENT);
  const [, suffix, argv] = PACKERS.find(([packer]) => packer === name) ?? PACKERS[0];
  if (argv === undefined) await writeFile(`${plain}${suffix}`, zlib.gzipSync(CONTENT));
  else await must([...argv, plain]);
  return `${plain}${suffix}`;
}

afterEach(() => {
  vi.doUnmock('node:zlib');
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe.each(PACKERS.map(([name]) => name))('%s', (name) => {
  it('is unpacked, and refused when it is too large, cut off or damaged', async () => {
    const file = await packed(name);
    expect((await unpack(file)).equals(CONTENT)).toBe(true);
    expect((await unpack(file, CONTENT.length)).equals(CONTENT)).toBe(true);
    expect(await complaint(file, CONTENT.length - 1)).toMatch(/it unpacks to more than/);

    const { size } = await stat(file);
    const handle = await open(file, 'r+');
    await handle.truncate(Math.floor(size / 2));
    await handle.close();
    expect(await complaint(file)).toMatch(/^it cannot be unpacked: ./);

    const other = await packed(name);
    const bytes = await readFile(other);
    const middle = Math.floor(size / 2);
    bytes.fill(0xa5, middle, middle + 20);
    await writeFile(other, bytes);
    expect(await complaint(other)).toMatch(/^it cannot be unpacked: ./);
  });
});

it('zstd is unpacked by its own program where Node.js cannot', async () => {
  vi.doMock('node:zlib', () => ({ ...zlib, createZstdDecompress: undefined }));
  const file = await packed('zstd');
  expect((await unpack(file)).equals(CONTENT)).toBe(true);
  await writeFile(file, (await readFile(file)).subarray(0, 1000));
  expect(await complaint(file)).toMatch(/^it cannot be unpacked: zstd: ./);
});

it('a decoder that is not installed is named', async () => {
  const file = await packed('xz');
  vi.stubEnv('PATH', '/nonexistent');
  expect(await complaint(file)).toMatch(/xz cannot be started: .*; install xz$/);
});

it('leaves no decoder behind when nobody reads on', async () => {
  const { unpackFile } = await import('../../../src/rpm-md/unpack.ts');
  const file = await packed('xz');
  for await (const part of unpackFile(file)) {
    expect(part.length).toBeGreaterThan(0);
    break;
  }
  // A decoder in the way of its output would be there for ever.
  await vi.waitFor(async () => {
    const children = await readFile(`/proc/self/task/${process.pid}/children`, 'utf8');
    const names = await Promise.all(
      children
        .trim()
        .split(' ')
        .filter(Boolean)
        .map(async (pid) => await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')),
    );
    expect(names.filter((comm) => comm.trim() === 'xz')).toEqual([]);
  });
});
