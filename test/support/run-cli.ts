import { vi } from 'vitest';
import { runCli } from '../../src/commands/cli/run.ts';

/** What a call of the command line leaves. */
export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Calls the command line in this process, with `cwd` as its directory for as long.
 *
 * @param env all of its environment.
 */
export async function cliIn(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliOutcome> {
  const before = process.cwd();
  let out = '';
  let err = '';
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    err += String(text);
    return true;
  });
  process.chdir(cwd);
  try {
    const code = await runCli(args, env, (text) => {
      out += text;
    });
    return { code, out, err };
  } finally {
    process.chdir(before);
    spy.mockRestore();
  }
}
