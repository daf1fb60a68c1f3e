import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { unpack } from '../../../src/cache/unpack.ts';
import { run } from '../../../src/process/run.ts';
import { tempDir } from '../../support/temp.ts';

const signal = new AbortController().signal;

async function packed(): Promise<{ dir: string; archive: string; content: Buffer }> {
  const dir = await tempDir();
  const content = Buffer.alloc(300_000, 'x');
  await mkdir(join(dir, 'pack'));
  await writeFile(join(dir, 'pack', 'file'), content);
  const archive = join(dir, 'archive');
  expect((await run(['tar', '-czf', archive, '-C', dir, 'pack'])).exitCode).toBe(0);
  return { dir, archive, content };
}

it('reads to the end of the input: a program that stops at the end of the archive is no damage', async () => {
  const { dir, content } = await packed();
  // What a busy machine makes of any archive: the last bytes come when tar would have ended.
  const plain = join(dir, 'plain');
  expect((await run(['tar', '-cf', plain, '-C', dir, 'pack'])).exitCode).toBe(0);
  await appendFile(plain, Buffer.alloc(8_000_000));
  expect((await run(['gzip', plain])).exitCode).toBe(0);
  const out = join(dir, 'out');
  await mkdir(out);
  await unpack(`${plain}.gz`, out, { method: 'gzip', limit: 10_000_000, signal });
  expect((await readFile(join(out, 'pack', 'file'))).equals(content)).toBe(true);
});

it('refuses an archive that was cut, and one that is larger than it may be', async () => {
  const { dir, archive } = await packed();
  const options = { method: 'gzip', limit: 1_000_000, signal } as const;
  await expect(unpack(archive, dir, { ...options, limit: 200_000 })).rejects.toThrow(
    'more than 200000 bytes',
  );
  const whole = await readFile(archive);
  await writeFile(archive, whole.subarray(0, whole.length - 12));
  await expect(unpack(archive, dir, options)).rejects.toThrow('the archive is damaged');
});
