import { hostArch } from '../../arch.ts';
import { parseFlags } from '../../inputs/flags.ts';
import { flattenExtensions } from '../../treefile/extensions.ts';
import { printJson } from '../../treefile/print.ts';
import type { Command } from './command.ts';
import { nameValues, oneFile } from './name-values.ts';
import { asRpmOstree } from './treefile-refusal.ts';

/** `ovirt-node-image flatten-extensions`: an extensions file as it is for one architecture and base. */
export const flattenExtensionsCommand: Command = {
  name: 'flatten-extensions',
  summary: 'resolve an extensions file as rpm-ostree does',
  usage: () => `ovirt-node-image flatten-extensions FILE [options]

Resolves an extensions file and prints it as JSON: what is for other architectures is gone, packages that have to match
one of the base have its version.

  --basearch A              rpm's name of the architecture; default: this machine's.
  --base NAME=EVR           A package of the base and its version; may be given several times.
`,
  run: async (args, { write }) => {
    const { extra, positionals } = parseFlags(
      args,
      [],
      [
        { name: 'basearch', type: 'string' },
        { name: 'base', type: 'string', multiple: true },
      ],
      true,
    );
    const file = oneFile('flatten-extensions', positionals);
    const { basearch } = extra;
    const extensions = asRpmOstree(() =>
      flattenExtensions(file, {
        basearch: typeof basearch === 'string' ? basearch : hostArch(),
        base: nameValues('base', extra['base']),
      }),
    );
    write(`${printJson(extensions)}\n`);
    return await Promise.resolve(undefined);
  },
};
