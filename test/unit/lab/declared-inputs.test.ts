import { expect, it } from 'vitest';
import { INPUTS } from '../../../src/inputs/schema.ts';
import { declaredInputs, inputVariables } from '../../lab/declared-inputs.ts';

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
