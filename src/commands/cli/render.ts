import { resolve } from 'node:path';
import { collectFlags } from '../../inputs/flags.ts';
import type { InputName } from '../../inputs/schema.ts';
import { registerSecrets } from '../../inputs/secrets.ts';
import type { Command } from './command.ts';
import { inputFlags, VALUES } from './input-flags.ts';

/** Inputs that decide what goes into the configuration. */
export const RENDER_INPUTS: readonly InputName[] = [
  'config',
  'ovirt-release',
  'ovirt-release-sha256',
  'ovirt-release-key',
  'ovirt-version',
  'target',
  'variables',
  'packages',
  'overrides',
  'base-config',
  'base-config-ref',
  'base-config-path',
  'arch',
  'branding',
  'gpgcheck',
  'work-dir',
  'ca-certificates',
];

/** `ovirt-node-image render`: the tree, and nothing run on it. */
export const renderCommand: Command = {
  name: 'render',
  summary: 'write the configuration the assembler would get',
  usage: () => `ovirt-node-image render --out DIR [options]

Writes the configuration the assembler would get. Needs neither container nor root.

${inputFlags(RENDER_INPUTS)}
  --out DIR                 Where to; must not exist or be empty.
  --json                    Print what was rendered as JSON.

${VALUES}`,
  run: async (args, { env, log, write }) => {
    const flags = collectFlags(args, RENDER_INPUTS, [
      { name: 'out', type: 'string' },
      { name: 'json', type: 'boolean' },
    ]);
    registerSecrets(flags.inputs, env);
    const { inputContext } = await import('../input-context.ts');
    const { parseInputs } = await import('../../inputs/parse.ts');
    const { renderReport, runRender } = await import('../render.ts');
    const { out: given } = flags.extra;
    const out = typeof given === 'string' ? given : '';
    const inputs = await parseInputs(flags.inputs, {
      ...inputContext(env, process.cwd(), true),
      problems: [
        ...flags.problems,
        ...(out === '' ? ['--out: not given, expected a directory to render into'] : []),
      ],
    });
    const outcome = await runRender({ inputs, out: resolve(out) }, log);
    if (flags.extra['json'] === true) write(`${JSON.stringify(renderReport(outcome), null, 2)}\n`);
    else write(`${outcome.rendered.out}\n`);
    return undefined;
  },
};
