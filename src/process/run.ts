import { getExecOutput, type ExecOptions } from '@actions/exec';

/** How a short program ended. Long-running, streamed programs go through the assembler's own runner. */
export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Options of {@link run}. */
export interface RunOptions {
  readonly cwd?: string;
  /** Replaces the whole environment when given. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: Buffer;
}

/**
 * Runs a program to its end, silently, and returns what it said; a non-zero exit is an answer, not an exception.
 * There is no shell: `argv[0]` is the program and each further element reaches it as one argument.
 *
 * @throws Error when the program cannot be started (not installed, not executable).
 */
export async function run(
  argv: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<RunResult> {
  const [program, ...args] = argv;
  const execOptions: ExecOptions = { silent: true, ignoreReturnCode: true };
  if (options.cwd !== undefined) execOptions.cwd = options.cwd;
  if (options.env !== undefined) execOptions.env = { ...options.env };
  if (options.input !== undefined) execOptions.input = options.input;
  // @actions/exec splits its first argument like a shell would; the quotes keep a path with blanks whole.
  const { exitCode, stdout, stderr } = await getExecOutput(`"${program}"`, args, execOptions);
  return { exitCode, stdout, stderr };
}
