import { formatLocation, messageOf, UserError } from '../../errors.ts';
import { ConsoleLog } from '../../log/console-log.ts';
import type { Log } from '../../log/log.ts';
import { maskSecrets } from '../../log/secrets.ts';
import { CancelledError } from '../../process/cancellation.ts';
import { asDiskError } from '../../runner/disk-refusal.ts';
import { VERSION } from '../../version.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { WriteResult } from './command.ts';
import { COMMANDS, commandNamed } from './commands.ts';
import { usage } from './usage.ts';

/**
 * The command line.
 *
 * @returns its exit code: 0 ok, 1 refused or failed, 2 wrong usage, 130 or 143 stopped by SIGINT or SIGTERM.
 */
export async function runCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  writeResult: WriteResult,
): Promise<number> {
  const write = (text: string): void => writeResult(maskSecrets(text));
  const log = new ConsoleLog((text) => process.stderr.write(text), env['DEBUG'] !== undefined);
  const [name, ...rest] = args;
  try {
    const wantsHelp = HELP.has(name) || rest.includes('--help') || rest.includes('-h');
    if (wantsHelp) write(helpFor(name === 'help' ? rest[0] : name));
    else if (name === '--version') write(`${VERSION}\n`);
    else if (name === undefined) throw new UserError(`no command given\n\n${usage() ?? ''}`, { exitCode: 2 });
    else {
      const command = commandNamed(name);
      if (command === undefined) throw unknownCommand(name);
      return (await command.run(rest, { env, log, write })) ?? 0;
    }
    return 0;
  } catch (caught) {
    const error = asDiskError(caught) ?? caught;
    tell(error, log);
    return exitCodeOf(error);
  }
}

const HELP: ReadonlySet<string | undefined> = new Set(['--help', '-h', 'help']);

/** @throws UserError for a command there is not */
function helpFor(command: string | undefined): string {
  const topic = HELP.has(command) ? undefined : command;
  const text = usage(topic);
  if (text === undefined) throw unknownCommand(topic ?? '');
  return text;
}

function unknownCommand(command: string): UserError {
  const names = COMMANDS.map(({ name }) => name);
  const listed = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
  return new UserError(`found the command ${JSON.stringify(command)}, expected ${listed}; see --help`, {
    exitCode: 2,
  });
}

function tell(error: unknown, log: Log): void {
  if (error instanceof CancelledError) {
    log.error(error.message);
  } else if (error instanceof UserError) {
    const place =
      error.location !== undefined && !error.message.includes(error.location.file)
        ? `${formatLocation(error.location)}: `
        : '';
    const kept = error.keptIn === undefined ? '' : `\neverything is kept in ${error.keptIn}`;
    log.error(`${place}${error.message}${kept}`);
  } else {
    log.error(`internal error, please report it: ${messageOf(error)}`);
    log.debug(error instanceof Error ? (error.stack ?? '') : '');
  }
}
