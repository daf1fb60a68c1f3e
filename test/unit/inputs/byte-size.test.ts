import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asByteSize } from '../../../src/inputs/byte-size.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { refusal } from '../../support/refusal.ts';
import { tempDir } from '../../support/temp.ts';
import { contextIn } from './context.ts';

const SPEC = { name: 'max-iso-size', kind: 'word', default: '', description: '' } as const;

it.each([
  ['1', 1],
  ['734003200', 734_003_200],
  ['10B', 10],
  ['2kB', 2000],
  ['2KiB', 2048],
  ['700MB', 700_000_000],
  ['700 MiB', 734_003_200],
  ['2GB', 2_000_000_000],
  ['2GiB', 2_147_483_648],
  ['1.5GiB', 1_610_612_736],
  ['1TiB', 1_099_511_627_776],
])('%s is %d bytes', (text, bytes) => {
  expect(asByteSize(SPEC, text)).toBe(bytes);
});

it.each([
  '0',
  '0.1B',
  '-1',
  '2G',
  '2gib',
  '2GIB',
  '1e9',
  '0x10',
  '1,5GiB',
  '2  GiB',
  'GiB',
  '.5GiB',
  '9999999999TiB',
  'toString',
  '1toString',
])('%s is refused', (text) => {
  expect(() => asByteSize(SPEC, text)).toThrow('max-iso-size: found');
});

it('limits an ISO that is asked for', async () => {
  const dir = await tempDir();
  await writeFile(join(dir, 'manifest.yaml'), 'packages: []\n');
  const context = contextIn(dir);
  expect(
    await parseInputs({ 'max-iso-size': '2GiB', 'fail-on-downgrade': 'true', config: '.' }, context),
  ).toMatchObject({
    maxIsoSize: 2 * 1024 ** 3,
    failOnDowngrade: true,
  });
  expect(await parseInputs({}, context)).toMatchObject({ maxIsoSize: undefined, failOnDowngrade: false });
  const error = await refusal(parseInputs({ 'max-iso-size': '2GiB', images: 'commit-tarball' }, context));
  expect(error.message).toContain('max-iso-size: images does not ask for live-iso');
});
