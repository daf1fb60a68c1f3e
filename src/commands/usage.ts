import { INPUTS, type InputName } from '../inputs/schema.ts';

/** Inputs the `render` command takes: those that decide what goes into the configuration. */
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
];

/** Inputs of `build`: all but the one that names the command. */
export const BUILD_INPUTS: readonly InputName[] = INPUTS.map(({ name }) => name).filter(
  (name) => name !== 'command',
);

const FLAG_WIDTH = 26;

/** What holds for the values of all flags. */
const VALUES = `A value that begins with "-" needs =: --packages=-nano. A flag given several times stands for several lines.
`;

function flags(names: readonly InputName[]): string {
  return INPUTS.filter(({ name }) => names.includes(name))
    .map(({ name, description, default: value }) => {
      const suffix = value === '' ? '' : ` [${value}]`;
      return `  ${`--${name}`.padEnd(FLAG_WIDTH)}${description}${suffix}`;
    })
    .join('\n');
}

/** Text of `--help`, for one command or for the whole program; undefined for a command there is not. */
export function usage(command?: string): string | undefined {
  if (command === 'build') {
    return `ovirt-node-image build [options]

Builds the images: pulls the assembler, renders the configuration, composes, collects, verifies.

${flags(BUILD_INPUTS)}
  --dry-run                 Print the plan of steps and do nothing.
  --json                    Print the outputs (or the plan) as JSON.

${VALUES}`;
  }
  if (command === 'render') {
    return `ovirt-node-image render --out DIR [options]

Writes the configuration the assembler would get. Needs neither container nor root.

${flags(RENDER_INPUTS)}
  --out DIR                 Where to; must not exist or be empty.
  --json                    Print what was rendered as JSON.

${VALUES}`;
  }
  if (command === 'release') {
    return `ovirt-node-image release FILE|URL [options]

Reads and verifies an ovirt-release rpm.

  --key FILE|URL            OpenPGP public key; may be given several times. With one, only a verified rpm will do.
  --sha256 HEX              Digest the rpm must have.
  --target T                el9, el10, fc43 …: marks the repositories chosen for it.
  --arch A                  rpm's name of the architecture; default: this machine's.
  --out DIR                 Write the files of the package there.
  --json                    Print the report as JSON.
`;
  }
  if (command !== undefined) return undefined;
  return `ovirt-node-image COMMAND [options]

  build      build the images
  render     write the configuration the assembler would get
  release    read and verify an ovirt-release rpm

ovirt-node-image COMMAND --help (or -h) tells the options, ovirt-node-image --version the version.
Exit code: 0 ok, 1 refused or failed, 2 wrong usage, 130 or 143 stopped by SIGINT or SIGTERM.
The result goes to standard output, everything else to standard error.
`;
}
