// Writes what is made from the program's own tables: action.yml, the tables of the README, docs/failures.md,
// docs/lint.md and docs/verified.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { actionYml } from '../src/docs/action-yml.ts';
import { failuresMd } from '../src/docs/failures-md.ts';
import { lintMd } from '../src/docs/lint-md.ts';
import { fillSection, inputsTable, outputsTable } from '../src/docs/readme-tables.ts';
import { verifiedMd } from '../src/docs/verified-md.ts';

writeFileSync('action.yml', actionYml());
writeFileSync('docs/failures.md', failuresMd());
writeFileSync('docs/lint.md', lintMd());
writeFileSync('docs/verified.md', verifiedMd('.'));
const readme = readFileSync('README.md', 'utf8');
writeFileSync(
  'README.md',
  fillSection(fillSection(readme, 'inputs', inputsTable()), 'outputs', outputsTable()),
);
