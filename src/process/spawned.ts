import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';

/** How long the outputs of a program that has ended may stay open, in ms: a helper it left behind may hold them. */
const LINGER_MS = 10_000;

/** How long a program that is asked to end may take, in ms. */
const PATIENCE_MS = 5_000;

/** What happens with the output of a program. */
export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A session of its own: what is done to all of a session, as by a terminal or a clean-up, does not meet others. */
  readonly ownSession?: boolean | undefined;
  /** Milliseconds after which it is asked to end, and made to five seconds later; absent = no limit. */
  readonly limitMs?: number | undefined;
  /** Called when the limit is over. */
  readonly onLimit?: () => void;
  /** Bytes as they come; false stops both outputs until `resume` is called. */
  readonly onData: (output: 'stdout' | 'stderr', chunk: Buffer, resume: () => void) => boolean;
}

/**
 * Runs a program without a shell to its end. It is started with node's own means: the toolkit's exec collects each
 * line in memory whatever its length, at a cost that grows with its square (50 MB without a line end take minutes).
 *
 * @returns its exit code, 128 and the signal's number when one ended it.
 * @throws Error when it cannot be started.
 */
export async function spawned(argv: readonly [string, ...string[]], options: SpawnOptions): Promise<number> {
  const [program, ...args] = argv;
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.ownSession === true,
    ...(options.env === undefined ? {} : { env: { ...options.env } }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const outputs: readonly Readable[] = [child.stdout, child.stderr];
  const resume = (): void => {
    for (const output of outputs) output.resume();
  };
  const take = (name: 'stdout' | 'stderr') => (chunk: Buffer) => {
    if (!options.onData(name, chunk, resume)) for (const output of outputs) output.pause();
  };
  child.stdout.on('data', take('stdout'));
  child.stderr.on('data', take('stderr'));
  return await new Promise((resolve, reject) => {
    let linger: NodeJS.Timeout | undefined;
    const limits: NodeJS.Timeout[] = [];
    if (options.limitMs !== undefined) {
      limits.push(
        setTimeout(() => {
          options.onLimit?.();
          child.kill('SIGTERM');
        }, options.limitMs),
        setTimeout(() => child.kill('SIGKILL'), options.limitMs + PATIENCE_MS),
      );
    }
    child.once('error', (error) => {
      for (const limit of limits) clearTimeout(limit);
      reject(new Error(`${program} does not start: ${error.message}`, { cause: error }));
    });
    child.once('exit', () => {
      for (const limit of limits) clearTimeout(limit);
      linger = setTimeout(() => {
        for (const output of outputs) output.destroy();
      }, LINGER_MS);
    });
    child.once('close', (code, signal) => {
      clearTimeout(linger);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
