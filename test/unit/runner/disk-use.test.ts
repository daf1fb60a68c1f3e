import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskUse, largestFolders } from '../../../src/runner/disk-use.ts';
import { tempDir } from '../../support/temp.ts';

describe('what fills a directory', () => {
  it('is named by its largest folders, two levels down, largest first', async () => {
    const dir = await tempDir();
    const sizes = {
      'srv/cache': 300_000,
      'srv/tmp/deep': 90_000,
      'srv/a': 1,
      'srv/b': 1,
      images: 150_000,
      logs: 1,
    };
    for (const [path, size] of Object.entries(sizes)) {
      await mkdir(join(dir, path), { recursive: true });
      await writeFile(join(dir, path, 'file'), Buffer.alloc(size, 'x'));
    }
    const found = await largestFolders(dir);
    expect(found.map(({ path }) => path).slice(0, 3)).toEqual(['srv/cache', 'images', 'srv/tmp']);
    expect(found).toHaveLength(5);
    expect(found[0]?.size).toBeGreaterThanOrEqual(300_000);
    const [largest = '', free = ''] = await diskUse(dir);
    expect(largest).toMatch(/^largest folders of .*: srv\/cache \d+\.\d KiB, images \d+\.\d KiB, srv\/tmp /);
    expect(free).toMatch(/^free: \/\S+: \d+\.\d \wiB, \/var\/tmp: \d+\.\d \wiB$/);
  });

  it('counts the room on the disk and not what a sparse file pretends', async () => {
    const dir = await tempDir();
    await mkdir(join(dir, 'sparse'));
    await mkdir(join(dir, 'full'));
    const { truncate } = await import('node:fs/promises');
    await writeFile(join(dir, 'sparse', 'disk'), '');
    await truncate(join(dir, 'sparse', 'disk'), 1024 ** 3);
    await writeFile(join(dir, 'full', 'file'), Buffer.alloc(100_000, 'x'));
    expect((await largestFolders(dir))[0]?.path).toBe('full');
  });

  it('is no reason to fail', async () => {
    const [free = '', ...rest] = await diskUse('/nonexistent/dir');
    expect(rest).toEqual([]);
    expect(free).toMatch(/^free: \/nonexistent\/dir: /);
  });
});
