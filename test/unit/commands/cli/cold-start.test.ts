import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const SRC = join(import.meta.dirname, '../../../../src');
const STATIC = /^(?:import|export)\s(?!type\s)[^;]*?from '([^']+)'/gms;

/** What a module loads before anything runs: modules of ours and packages, each with who asks for it. */
function loadedBy(entry: string): Map<string, string> {
  const loaded = new Map([[entry, '']]);
  for (const [module] of loaded) {
    if (!module.startsWith('/')) continue;
    for (const [, name = ''] of readFileSync(module, 'utf8').matchAll(STATIC)) {
      const target = name.startsWith('.') ? join(dirname(module), name) : name;
      if (!loaded.has(target)) loaded.set(target, module);
    }
  }
  return loaded;
}

it('the command line loads no package and no rule before it knows the command', () => {
  const loaded = loadedBy(join(SRC, 'cli.ts'));
  // Enough of it was followed to mean something.
  expect([...loaded.keys()]).toEqual(
    expect.arrayContaining([join(SRC, 'commands/cli/build.ts'), join(SRC, 'treefile/flatten.ts')]),
  );
  const heavy = [...loaded]
    .filter(([module]) =>
      module.startsWith('/') ? /\/lint\/rules/.test(module) : !module.startsWith('node:'),
    )
    .map(([module, from]) => `${relative(SRC, module)} by ${relative(SRC, from)}`);
  expect(heavy).toEqual([]);
});

it('what is loaded is seen through modules in between', () => {
  const loaded = loadedBy(join(SRC, 'commands/build.ts'));
  expect([...loaded.keys()]).toContain('yaml');
  expect(loaded.size).toBeGreaterThan(100);
});
