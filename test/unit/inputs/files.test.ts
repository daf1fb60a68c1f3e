import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { missingSources } from '../../../src/inputs/files.ts';
import { tempDir } from '../../support/temp.ts';

it('files that are not there, and those nobody can say it of, are problems of the input', async () => {
  const dir = await tempDir();
  const path = (name: string): string => join(dir, name);
  writeFileSync(path('there'), '');
  mkdirSync(path('directory'));
  // As a directory that may not be looked into, but for root as well.
  symlinkSync('loop', path('loop'));
  expect(
    missingSources('ovirt-release-key', [
      path('there'),
      path('none'),
      path('directory'),
      path('loop'),
      'https://example.org/key',
    ]),
  ).toEqual([
    `ovirt-release-key: there is no file ${path('none')}`,
    `ovirt-release-key: there is no file ${path('directory')}`,
    `ovirt-release-key: ${path('loop')} cannot be read: ELOOP: too many symbolic links encountered, stat '${path('loop')}'`,
  ]);
});
