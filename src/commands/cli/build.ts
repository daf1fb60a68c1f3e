import { collectFlags } from '../../inputs/flags.ts';
import { registerSecrets } from '../../inputs/secrets.ts';
import { Cancellation } from '../../process/cancellation.ts';
import { outcomeOutputs } from '../../report/outcome.ts';
import type { Command } from './command.ts';
import { BUILD_INPUTS, inputFlags, VALUES } from './input-flags.ts';

/** `ovirt-node-image build`: the whole job. */
export const buildCommand: Command = {
  name: 'build',
  summary: 'build the images',
  usage: () => `ovirt-node-image build [options]

Builds the images: pulls the assembler, renders the configuration, composes, collects, verifies.

${inputFlags(BUILD_INPUTS)}
  --dry-run                 Print the plan of steps and do nothing.
  --json                    Print the outputs (or the plan) as JSON.

${VALUES}`,
  run: async (args, { env, log, write }) => {
    const flags = collectFlags(args, BUILD_INPUTS, [
      { name: 'json', type: 'boolean' },
      { name: 'dry-run', type: 'boolean' },
    ]);
    registerSecrets(flags.inputs, env);
    const { inputContext } = await import('../input-context.ts');
    const { parseInputs } = await import('../../inputs/parse.ts');
    const inputs = await parseInputs(flags.inputs, {
      ...inputContext(env, process.cwd()),
      problems: flags.problems,
    });
    if (flags.extra['dry-run'] === true) {
      const { dryRun } = await import('../plan-request.ts');
      const { planNetwork } = await import('../../net/network.ts');
      write(`${JSON.stringify(dryRun(inputs, await planNetwork(inputs)), null, 2)}\n`);
      return undefined;
    }
    const { build } = await import('../build.ts');
    const cancellation = new Cancellation(log);
    const { release } = cancellation.listen();
    try {
      const outcome = await build(inputs, { env, log, cancellation, onEngine: () => undefined });
      const outputs = outcomeOutputs(outcome);
      if (flags.extra['json'] === true) write(`${JSON.stringify(outputs, null, 2)}\n`);
      else for (const [name, value] of Object.entries(outputs)) write(`${name}=${value}\n`);
    } finally {
      release();
    }
    return undefined;
  },
};
