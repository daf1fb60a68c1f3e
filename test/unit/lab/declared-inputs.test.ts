import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readGithubInputs } from '../../../src/inputs/github.ts';
import { parseInputs } from '../../../src/inputs/parse.ts';
import { INPUTS } from '../../../src/inputs/schema.ts';
import { meaninglessInputs } from '../../../src/inputs/validate.ts';
import { declaredInputs, inputVariables } from '../../lab/declared-inputs.ts';
import { tempDir } from '../../support/temp.ts';

it('a run of the lab gets every input of action.yml with its default, as from a runner', async () => {
  const declared = await declaredInputs('action.yml');
  expect(Object.keys(declared).sort()).toEqual(INPUTS.map(({ name }) => name).sort());
  expect(declared).toMatchObject({ config: '.', upload: 'true', target: '', 'github-token': '' });
  expect(inputVariables({ ...declared, target: 'el9' })).toMatchObject({
    INPUT_TARGET: 'el9',
    'INPUT_OVIRT-RELEASE': '',
    'INPUT_CACHE-SIZE-LIMIT': '4096',
  });
});

it('what a runner hands over of inputs nobody gave is what is meant without them', async () => {
  const cwd = await tempDir();
  await writeFile(join(cwd, 'manifest.yaml'), 'ref: a\n');
  const context = {
    cwd,
    env: {},
    hostArch: 'x86_64',
    glob: async () => await Promise.resolve([]),
    checkConfig: async () => await Promise.resolve([]),
  };
  const raw = readGithubInputs(inputVariables(await declaredInputs('action.yml')));
  expect(await parseInputs(raw, context)).toEqual(await parseInputs({}, context));
  for (const command of ['build', 'validate', 'publish-release'] as const)
    expect(meaninglessInputs(command, raw)).toEqual([]);
});
