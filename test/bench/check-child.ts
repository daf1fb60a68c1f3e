// Looks package strings up in one repository and says what is missing and how much memory that took: the only work of
// this process. Arguments: address of the repository, directory for the cache, file with a string a line.
import { readFile } from 'node:fs/promises';
import { ConsoleLog } from '../../src/log/console-log.ts';
import { checkPackages } from '../../src/rpm-md/check.ts';
import { peakMemory } from './measure.ts';

const [address = '', cacheDir = '', list = ''] = process.argv.slice(2);
const texts = (await readFile(list, 'utf8')).trim().split('\n');
const origin = { file: 'bench.repo', line: 1 };
const findings = await checkPackages({
  repositories: [{ id: 'bench', values: new Map([['baseurl', address]]), location: origin }],
  used: [{ id: 'bench', origin }],
  basearch: 'x86_64',
  variables: {},
  wants: texts.map((text, index) => ({ text, origins: [{ file: 'list', line: index + 1 }] })),
  locked: [],
  excluded: [],
  cacheDir,
  network: { log: new ConsoleLog((text) => process.stderr.write(text)) },
});
const missing = findings.map(({ rule, message }) => `${rule}: ${message}`);
process.stdout.write(JSON.stringify({ missing, memory: await peakMemory('self') }));
