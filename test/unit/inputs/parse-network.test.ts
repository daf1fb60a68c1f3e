import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { parseInputs, type InputContext } from '../../../src/inputs/parse.ts';
import { tempDir } from '../../support/temp.ts';
import { contextIn } from './context.ts';

let dir: string;
let context: InputContext;

beforeEach(async () => {
  dir = await tempDir();
  await writeFile(join(dir, 'manifest.yaml'), 'packages: []\n');
  context = contextIn(dir);
});

it('reads files and variables of the network', async () => {
  await writeFile(join(dir, 'auth.json'), '{}');
  await writeFile(join(dir, 'ca.pem'), '');
  const raw = {
    'registry-auth-file': 'auth.json',
    'ca-certificates': 'ca.pem',
    'yum-variables': 'user=me\npassword=a=b c',
  };
  expect(await parseInputs(raw, context)).toMatchObject({
    registryAuthFile: join(dir, 'auth.json'),
    caCertificates: join(dir, 'ca.pem'),
    yumVariables: { user: 'me', password: 'a=b c' },
  });
  expect(await parseInputs({}, context)).toMatchObject({
    registryAuthFile: undefined,
    caCertificates: undefined,
    yumVariables: {},
  });
});

it('names files that are not there, and variables that are not for it to set', async () => {
  const raw = {
    'registry-auth-file': 'none.json',
    'ca-certificates': '.',
    'yum-variables': 'releasever=9\nx=y\nbasearch=z',
  };
  await expect(parseInputs(raw, context)).rejects.toThrow(
    new RegExp(
      [
        '3 inputs are not usable:',
        '  - yum-variables: releasever, basearch: comes from the manifest and the machine; leave it out',
        `  - registry-auth-file: there is no file ${dir}/none.json`,
        `  - ca-certificates: there is no file ${dir}`,
      ].join('\n'),
    ),
  );
});
