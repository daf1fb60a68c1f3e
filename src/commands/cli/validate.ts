import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../errors.ts';
import { collectFlags } from '../../inputs/flags.ts';
import { registerSecrets } from '../../inputs/secrets.ts';
import { VALIDATE_INPUTS } from '../../inputs/validate-names.ts';
import type { InputName } from '../../inputs/schema.ts';
import type { Command } from './command.ts';
import { inputFlags, VALUES } from './input-flags.ts';

/** Of the inputs, what means something on a laptop. */
const FLAGS: readonly InputName[] = VALIDATE_INPUTS.filter(
  (name) => name !== 'comment' && name !== 'github-token',
);

/** `ovirt-node-image validate`: what a change means, and what is wrong. */
export const validateCommand: Command = {
  name: 'validate',
  summary: 'tell what a change of the manifest means and what is wrong with it',
  usage: () => `ovirt-node-image validate [options]

Tells what is wrong with the configurations of the working tree and, with --base, what is different from the commit it
has in common with that one. Needs neither container nor root.

${inputFlags(FLAGS)}
  --json                    Print the result as JSON.
  --sarif FILE              Write the findings there as SARIF as well.

${VALUES}`,
  run: async (args, { env, log, write }) => {
    const flags = collectFlags(args, FLAGS, [
      { name: 'json', type: 'boolean' },
      { name: 'sarif', type: 'string' },
    ]);
    registerSecrets(flags.inputs, env);
    const { parseValidateInputs } = await import('../../inputs/validate.ts');
    const cwd = process.cwd();
    const inputs = parseValidateInputs(flags.inputs, cwd, flags.problems);
    const { runValidate } = await import('../validate-run.ts');
    const result = await runValidate(inputs, { env, cwd, base: undefined, log });
    const { validateJson, validateText, isFailure, sarif } = await import('../../validate/report.ts');
    const file = flags.extra['sarif'];
    if (typeof file === 'string') {
      if (file === '') throw new UserError('--sarif needs a file', { exitCode: 2 });
      await writeFile(resolve(cwd, file), sarif(result.findings));
    }
    write(
      flags.extra['json'] === true
        ? `${JSON.stringify(validateJson(result), null, 2)}\n`
        : validateText(result),
    );
    return isFailure(result, inputs.failOn) ? 1 : 0;
  },
};
