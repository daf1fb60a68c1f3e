import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { meaningsOf } from '../../../src/validate/side.ts';
import { tempDir } from '../../support/temp.ts';
import { NODE, sideOf } from './sides.ts';

it.each([
  ['a manifest', 'manifest.yaml', {}, NODE],
  ['a variant', 'manifest-a.yaml', { 'manifest.yaml': '' }, NODE],
  [
    'a manifest build arguments name',
    'manifest-a.yaml',
    { 'build-args.conf': 'MANIFEST=manifest-a.yaml\n' },
    NODE,
  ],
  [
    'a manifest that is looked at by itself',
    'm.yaml',
    {},
    { kind: 'manifest', path: 'node/m.yaml' } as const,
  ],
  ['a file of build arguments', 'build-args.conf', { 'manifest.yaml': '' }, NODE],
  [
    'a file of build arguments beside a manifest',
    'build-args.conf',
    { 'm.yaml': '' },
    { kind: 'manifest', path: 'node/m.yaml' } as const,
  ],
])('%s behind a link out of the repository is refused', async (_what, name, user, target) => {
  const outside = await tempDir();
  await writeFile(join(outside, 'secret.yaml'), 'packages: [top-secret]\n');
  const side = await sideOf({ user: { ...user, [name]: `-> ${join(outside, 'secret.yaml')}` } });
  const meanings = await meaningsOf(target, side);
  const errors = meanings.flatMap(({ result }) => ('error' in result ? [result.error.message] : []));
  expect(errors).toEqual([expect.stringContaining('leads to')]);
  expect(errors.join('\n')).not.toContain('top-secret');
});

it('nothing is taken from beside a manifest whose directory is a link out of the repository', async () => {
  const outside = await tempDir();
  await writeFile(join(outside, 'build-args.conf'), 'STREAM=top-secret\nMANIFEST=m.yaml\n');
  const side = await sideOf({ user: { 'm.yaml': 'packages: [bash]\n' } });
  await symlink(join(side.root, 'node', 'm.yaml'), join(outside, 'm.yaml'));
  await symlink(outside, join(side.root, 'link'));
  const meanings = await meaningsOf({ kind: 'manifest', path: 'link/m.yaml' }, side);
  const leads = expect.stringContaining('leads to') as unknown;
  expect(meanings).toMatchObject([{ result: { error: { message: leads } } }]);
});
