// README command 1: the whole job on this machine, in the lab.
import { bootstrap, must, toolEnv } from './bootstrap.js';
import { rehearsalPackages } from './packages.js';

const node = bootstrap(rehearsalPackages());
must([node, 'test/lab/rehearse.ts', ...process.argv.slice(2)], { env: toolEnv() });
