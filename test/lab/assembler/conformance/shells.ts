import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Shells that wait for scripts, so that a script does not cost a start of its own in the engine. */
export interface Shells {
  /**
   * Runs a script in a bash of its own.
   *
   * @param path of the script, where the shells see it.
   * @returns its exit code; `<path>.out` has both outputs.
   */
  run(path: string): Promise<number>;
  close(): Promise<void>;
}

interface Shell {
  readonly run: (path: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/**
 * Starts `count` shells with the same command.
 *
 * @param argv ends in the program `bash`, which reads its standard input.
 */
export function startShells(
  count: number,
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Shells {
  const all = Array.from({ length: count }, () => startShell(argv, env));
  const free = [...all];
  const waiting: ((shell: Shell) => void)[] = [];
  return {
    run: async (path) => {
      const shell = free.pop() ?? (await new Promise<Shell>((resolve) => waiting.push(resolve)));
      try {
        return await shell.run(path);
      } finally {
        const next = waiting.shift();
        if (next === undefined) free.push(shell);
        else next(shell);
      }
    },
    close: async () => {
      await Promise.all(all.map(async (shell) => await shell.close()));
    },
  };
}

/** One shell: a path of a script goes in as a line, an exit code comes back as one. */
function startShell(
  [program, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Shell {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  let answer: { resolve: (exit: number) => void; reject: (error: Error) => void } | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => answer?.resolve(Number(line)));
  void ended.then(() => answer?.reject(new Error(`${program} ended under a script`)));
  // What it does not take any more is told by its end.
  child.stdin.on('error', () => undefined);
  child.stdin.write('while read -r path; do bash "$path" </dev/null >"$path.out" 2>&1; echo $?; done\n');
  return {
    run: async (path) =>
      await new Promise((resolve, reject) => {
        answer = { resolve, reject };
        child.stdin.write(`${path}\n`);
      }),
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
