import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { explainDiskError } from '../../../src/runner/disk-error.ts';
import { asDiskError } from '../../../src/runner/disk-refusal.ts';
import { tempDir } from '../../support/temp.ts';

/** The error of a write that fails. */
async function caught(path: string): Promise<unknown> {
  return await writeFile(path, 'x').then(
    () => undefined,
    (error: unknown) => error,
  );
}

it('a full disk is explained, with what fills it', async () => {
  const dir = await tempDir();
  await writeFile(join(dir, 'big'), Buffer.alloc(100_000));
  const error = await explainDiskError(await caught('/dev/full'), dir);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ failure: { class: 'environment', signature: 'no-space' } });
  const text = String(error);
  expect(text).toContain('ENOSPC: no space left on device, write; free some space, or point work-dir at');
  expect(text).toContain(`free: ${dir}: `);
});

it('a disk that is read-only is explained', async () => {
  const error = Object.assign(new Error("EROFS: read-only file system, open '/w/a'"), { code: 'EROFS' });
  expect(await explainDiskError(error, '/w')).toMatchObject({
    message: "EROFS: read-only file system, open '/w/a'; point work-dir at a disk that can be written to",
    failure: { class: 'environment', signature: 'read-only-disk' },
  });
});

it('any other error is what it was', async () => {
  for (const error of [
    await caught('/nonexistent/file'),
    new UserError('refused'),
    new Error('a bug'),
    'text',
  ])
    expect(await explainDiskError(error, '/w')).toBe(error);
});

it('is told where no work directory is known, too: lint, flatten, validate', async () => {
  const { message } = asDiskError(await caught('/dev/full')) ?? {};
  expect(message).toBe(
    'ENOSPC: no space left on device, write; free some space, or work (or point TMPDIR) on a larger disk',
  );
  for (const other of [new UserError('refused'), new Error('a bug'), 'text'])
    expect(asDiskError(other)).toBeUndefined();
});
