import { resolve } from 'node:path';
import { collectFlags } from '../../inputs/flags.ts';
import type { InputName } from '../../inputs/schema.ts';
import { registerSecrets } from '../../inputs/secrets.ts';
import { CONTAINER } from '../../assembler/plan.ts';
import type { Command } from './command.ts';
import { inputFlags, VALUES } from './input-flags.ts';

/** The dialect of assemblers that is driven. */
const CLASSIC = 'D2';

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
  'lock',
  'work-dir',
  'ca-certificates',
];

/** `ovirt-node-image render`: the tree, and nothing run on it. */
export const renderCommand: Command = {
  name: 'render',
  summary: 'write the configuration, before or after it is fitted to an assembler',
  usage: () => `ovirt-node-image render --out DIR [options]

Writes the configuration a build makes of these inputs. A build then looks at its assembler and fits the configuration to
it, which changes ostree-layers and the paths of keys; --adapt does that too. Needs neither container nor root.

${inputFlags(RENDER_INPUTS)}
  --out DIR                 Where to: a new path, an empty directory, or one that was rendered into before.
  --adapt DIALECT           Fit it to the assemblers of this dialect as well (${CLASSIC}: rhcos-4.12 to rhcos-4.18) and
                            commit it.
  --json                    Print what was rendered as JSON.

${VALUES}`,
  run: async (args, { env, log, write }) => {
    const flags = collectFlags(args, RENDER_INPUTS, [
      { name: 'out', type: 'string' },
      { name: 'adapt', type: 'string' },
      { name: 'json', type: 'boolean' },
    ]);
    registerSecrets(flags.inputs, env);
    const { inputContext } = await import('../input-context.ts');
    const { parseInputs } = await import('../../inputs/parse.ts');
    const { renderReport, runRender } = await import('../render.ts');
    const { out: given, adapt } = flags.extra;
    const out = typeof given === 'string' ? given : '';
    const isAdapted = adapt === CLASSIC;
    const inputs = await parseInputs(flags.inputs, {
      ...inputContext(env, process.cwd(), true),
      problems: [
        ...flags.problems,
        ...(adapt === undefined || isAdapted
          ? []
          : [`--adapt: found ${JSON.stringify(adapt)}, expected ${CLASSIC}`]),
        ...(out === '' ? ['--out: not given, expected a directory to render into'] : []),
      ],
    });
    const outcome = await runRender(
      {
        inputs,
        out: resolve(out),
        ...(isAdapted ? { adapt: { dialect: CLASSIC, configPath: CONTAINER.config } } : {}),
      },
      log,
    );
    if (flags.extra['json'] === true) write(`${JSON.stringify(renderReport(outcome), null, 2)}\n`);
    else write(`${outcome.rendered.out}\n`);
    return undefined;
  },
};
