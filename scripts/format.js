// Checks the format of what people wrote, or with --write mends it. What a checkout does not have is left out.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { must, ROOT, toolEnv } from './bootstrap.js';

const PATHS = [
  'src',
  'test',
  'scripts',
  'examples',
  'docs',
  '.github',
  'package.json',
  'tsconfig.json',
  'action.yml',
  'rolldown.config.js',
  'vitest.config.ts',
  'README.md',
];

const mode = process.argv.includes('--write') ? '--write' : '--check';
must(['oxfmt', mode, ...PATHS.filter((path) => existsSync(join(ROOT, path)))], { env: toolEnv() });
