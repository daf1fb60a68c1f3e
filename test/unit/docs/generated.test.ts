import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { actionYml } from '../../../src/docs/action-yml.ts';
import { inputsTable, outputsTable } from '../../../src/docs/readme-tables.ts';
import { INPUTS } from '../../../src/inputs/schema.ts';
import { squeeze } from '../../support/squeeze.ts';

it('action.yml says what the program reads', () => {
  const committed: unknown = parse(readFileSync('action.yml', 'utf8'));
  expect(committed).toEqual(parse(actionYml()));
  for (const { name } of INPUTS) expect(parse(actionYml())).toHaveProperty(['inputs', name]);
});

it('the README has every input and output', () => {
  const readme = squeeze(readFileSync('README.md', 'utf8'));
  for (const line of [...inputsTable().split('\n'), ...outputsTable().split('\n')])
    expect(readme).toContain(squeeze(line));
});
