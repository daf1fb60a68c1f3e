import type { Log } from '../../log/log.ts';

/** Writes to standard output, which carries the result alone. */
export type WriteResult = (text: string) => void;

/** What every command gets besides its arguments. */
export interface CommandContext {
  readonly env: NodeJS.ProcessEnv;
  /** Everything that is no result goes there, and from there to standard error. */
  readonly log: Log;
  readonly write: WriteResult;
}

/** One command of the command line: a further one is a further module in the list of them. */
export interface Command {
  readonly name: string;
  /** What it does in a few words, for the list of all commands. */
  readonly summary: string;
  /** Text of `--help`; ends with a line end. */
  readonly usage: () => string;
  /**
   * @param args what follows the name.
   * @returns the exit code, if it is not 0.
   * @throws UserError with exit code 2 for wrong usage and 1 for what is refused or failed.
   */
  readonly run: (args: readonly string[], context: CommandContext) => Promise<number | undefined>;
}
