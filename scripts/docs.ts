// Writes what is made from the program's own tables: action.yml, the tables of the README, docs/failures.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { actionYml } from '../src/docs/action-yml.ts';
import { failuresMd } from '../src/docs/failures-md.ts';
import { fillSection, inputsTable, outputsTable } from '../src/docs/readme-tables.ts';

writeFileSync('action.yml', actionYml());
writeFileSync('docs/failures.md', failuresMd());
const readme = readFileSync('README.md', 'utf8');
writeFileSync(
  'README.md',
  fillSection(fillSection(readme, 'inputs', inputsTable()), 'outputs', outputsTable()),
);
