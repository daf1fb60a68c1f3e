// Writes what is made from the program's own tables: action.yml and the tables of the README.
import { readFileSync, writeFileSync } from 'node:fs';
import { actionYml } from '../src/docs/action-yml.ts';
import { fillSection, inputsTable, outputsTable } from '../src/docs/readme-tables.ts';

writeFileSync('action.yml', actionYml());
const readme = readFileSync('README.md', 'utf8');
writeFileSync(
  'README.md',
  fillSection(fillSection(readme, 'inputs', inputsTable()), 'outputs', outputsTable()),
);
