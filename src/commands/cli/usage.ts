import { COMMANDS, commandNamed } from './commands.ts';

/** Text of `--help`, for one command or for the whole program; undefined for a command there is not. */
export function usage(command?: string): string | undefined {
  if (command !== undefined) return commandNamed(command)?.usage();
  const width = Math.max(...COMMANDS.map(({ name }) => name.length)) + 4;
  return `ovirt-node-image COMMAND [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`).join('\n')}

ovirt-node-image COMMAND --help (or -h) tells the options, ovirt-node-image --version the version.
Exit code: 0 ok, 1 refused or failed, 2 wrong usage, 130 or 143 stopped by SIGINT or SIGTERM.
The result goes to standard output, everything else to standard error.
`;
}
