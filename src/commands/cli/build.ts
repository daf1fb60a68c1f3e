import { collectFlags } from '../../inputs/flags.ts';
import { registerSecrets } from '../../inputs/secrets.ts';
import { Cancellation } from '../../process/cancellation.ts';
import { outcomeOutputs, type BuildOutcome } from '../../report/outcome.ts';
import { isForkLeftAlone, leaveForkAlone } from '../fork-left-alone.ts';
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
    const isDry = flags.extra['dry-run'] === true;
    const tell = (outcome: BuildOutcome): void => {
      const outputs = outcomeOutputs(outcome);
      if (flags.extra['json'] === true) write(`${JSON.stringify(outputs, null, 2)}\n`);
      else for (const [name, value] of Object.entries(outputs)) write(`${name}=${value}\n`);
    };
    if (!isDry && (await isForkLeftAlone(flags.inputs, env))) {
      tell(leaveForkAlone(log));
      return undefined;
    }
    const { inputContext } = await import('../input-context.ts');
    const { parseInputs } = await import('../../inputs/parse.ts');
    const inputs = await parseInputs(flags.inputs, {
      ...inputContext(env, process.cwd()),
      problems: flags.problems,
    });
    if (isDry) {
      const { dryRun } = await import('../plan-request.ts');
      const { planNetwork } = await import('../../net/network.ts');
      write(`${JSON.stringify(dryRun(inputs, await planNetwork(inputs)), null, 2)}\n`);
      return undefined;
    }
    const { build } = await import('../build.ts');
    const cancellation = new Cancellation(log);
    const { release } = cancellation.listen();
    try {
      tell(await build(inputs, { env, log, cancellation, onEngine: () => undefined }));
    } finally {
      release();
    }
    return undefined;
  },
};
