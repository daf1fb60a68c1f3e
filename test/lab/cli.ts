import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './action.ts';

/** How one run of the command line ended. */
export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run gets. */
export interface CliOptions {
  readonly cwd: string;
  /** Environment on top of the tests' own. */
  readonly env: Readonly<Record<string, string>>;
  /** Called with each piece of standard error as it comes, and the process, to send it signals. */
  readonly onStderr?: (text: string, child: ChildProcess) => void;
}

/** Runs the bundled command line as a person would: without anything a runner sets. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const env = Object.fromEntries(
    Object.entries({ ...process.env, ...options.env }).filter(
      ([name]) => !/^(GITHUB_|RUNNER_|ACTIONS_|INPUT_|CI$)/.test(name),
    ),
  );
  const child = spawn(join(ROOT, 'node_modules', '.bin', 'node'), [join(ROOT, 'dist', 'cli.js'), ...args], {
    cwd: options.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    options.onStderr?.(text, child);
  });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, stdout, stderr };
}
