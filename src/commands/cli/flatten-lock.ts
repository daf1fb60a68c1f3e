import { UserError } from '../../errors.ts';
import { parseFlags } from '../../inputs/flags.ts';
import { mergeLockfiles } from '../../treefile/lockfile.ts';
import { printJson } from '../../treefile/print.ts';
import { lockExplanation } from '../lock-report.ts';
import type { Command } from './command.ts';
import { asRpmOstree } from './treefile-refusal.ts';

/** `ovirt-node-image flatten-lock`: several lockfiles as one. */
export const flattenLockCommand: Command = {
  name: 'flatten-lock',
  summary: 'merge lockfiles as rpm-ostree does',
  usage: () => `ovirt-node-image flatten-lock FILE... [options]

Lays lockfiles over each other and prints the result as a lockfile in JSON. An entry of a later file replaces the
earlier one whole. The usual order: manifest-lock.ARCH.json, manifest-lock.overrides.yaml,
manifest-lock.overrides.ARCH.yaml.

  --explain NAME            Print instead where the version of a package comes from, and what it replaces.
`,
  run: async (args, { write }) => {
    const { extra, positionals } = parseFlags(args, [], [{ name: 'explain', type: 'string' }], true);
    if (positionals.length === 0)
      throw new UserError('flatten-lock needs a FILE; see --help', { exitCode: 2 });
    const lock = asRpmOstree(() => mergeLockfiles(positionals));
    const name = extra['explain'];
    if (typeof name !== 'string') write(`${printJson(lock.document)}\n`);
    else {
      const found = lock.packages.find((each) => each.name === name);
      if (found === undefined)
        throw new UserError(`--explain: no lockfile has a package ${JSON.stringify(name)}`);
      write(lockExplanation(found));
    }
    return await Promise.resolve(undefined);
  },
};
