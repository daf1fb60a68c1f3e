import { execFile } from 'node:child_process';

/** Options of {@link must}. */
export interface MustOptions {
  readonly cwd?: string;
  /** On top of the process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs as this user. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What it reads from standard input. */
  readonly input?: string;
}

/** Runs a program of the lab; returns its standard output, throws with its last words when it fails. */
export async function must(argv: readonly [string, ...string[]], options: MustOptions = {}): Promise<string> {
  const [program, ...args] = argv;
  return await new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        cwd: options.cwd,
        env: { ...process.env, ...options.env },
        maxBuffer: 256 * 1024 * 1024,
        ...options.user,
      },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${argv.join(' ')} failed:\n${stdout.slice(-2000)}${stderr.slice(-4000)}`));
      },
    );
    if (options.input !== undefined) child.stdin?.end(options.input);
  });
}
