import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRelease } from '../../../src/commands/release.ts';
import { UserError } from '../../../src/errors.ts';
import { extractPayload } from '../../../src/release-rpm/extract.ts';
import { MemoryLog } from '../../support/memory-log.ts';
import { tempDir } from '../../support/temp.ts';
import { plant } from '../config-tree/trees.ts';

const entry = (path: string): Parameters<typeof extractPayload>[0][number] => ({
  path,
  mode: 0o100644,
  content: Buffer.from('new'),
});

describe('release --out', () => {
  it.each([
    ['notes', 'is a file and no directory'],
    ['notes/out', 'leads through something that is no directory'],
  ])('%s: refused before the package is fetched', async (path, why) => {
    const dir = await plant(await tempDir(), { notes: 'mine' });
    const attempt = runRelease(
      {
        sources: ['/not/there.rpm'],
        keys: [],
        sha256: undefined,
        target: undefined,
        arch: 'x86_64',
        downloadDir: join(dir, 'downloads'),
        out: join(dir, path),
      },
      new MemoryLog(),
    );
    await expect(attempt).rejects.toThrow(`--out: ${join(dir, path)} ${why}`);
    await expect(attempt).rejects.toBeInstanceOf(UserError);
    expect(readFileSync(join(dir, 'notes'), 'utf8')).toBe('mine');
  });

  it('a file or directory in the way of one of the package is named', async () => {
    const dir = await plant(await tempDir(), { usr: 'mine', 'etc/r.repo/x': 'mine' });
    for (const path of ['usr/share/r.repo', 'etc/r.repo']) {
      const attempt = extractPayload([entry(path)], dir, new MemoryLog());
      await expect(attempt).rejects.toThrow(`--out: ${join(dir, path)}: cannot be written: `);
      await expect(attempt).rejects.toBeInstanceOf(UserError);
    }
    expect(readFileSync(join(dir, 'usr'), 'utf8')).toBe('mine');
  });
});
