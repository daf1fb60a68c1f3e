import { LineSplitter } from '../log/lines.ts';
import type { Log } from '../log/log.ts';
import { SecretFilter } from '../log/secret-filter.ts';
import { ByteLog } from './byte-log.ts';
import { spawned } from './spawned.ts';

/** How a long program ended. */
export interface StreamResult {
  readonly exitCode: number;
  /** The last lines of both outputs together, at most {@link TAIL_LINES}. */
  readonly tail: readonly string[];
  /** Seconds. */
  readonly seconds: number;
  /** True when its time limit was over before it ended. */
  readonly expired: boolean;
}

/** Lines kept for the error digest. */
export const TAIL_LINES = 400;

/** Options of {@link stream}. */
export interface StreamOptions {
  readonly log: Log;
  /** Whole output of the program, byte for byte but for secrets. */
  readonly logFile: string;
  /** For the heartbeat. */
  readonly title: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** See {@link spawned}. */
  readonly ownSession?: boolean | undefined;
  /** Silence in milliseconds after which the log says that work goes on. */
  readonly heartbeatMs?: number;
  /** Milliseconds after which it is ended; absent = no limit. */
  readonly limitMs?: number | undefined;
}

/**
 * Runs a program whose output is of interest while it runs: each line goes to the log behind the fence, every byte
 * to `logFile`, the last lines are kept, and a long silence is broken by a heartbeat. Memory does not grow with what
 * it prints, nor with the length of a line.
 *
 * @throws Error when the program cannot be started.
 */
export async function stream(
  argv: readonly [string, ...string[]],
  options: StreamOptions,
): Promise<StreamResult> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const relay = options.log.child();
  const file = new ByteLog(options.logFile, (error) => {
    options.log.warning(`${options.logFile} is not complete: ${error.message}`);
  });
  const tail: string[] = [];
  const heartbeatMs = options.heartbeatMs ?? 60_000;
  const beat = setInterval(() => {
    relay.close();
    options.log.info(
      `${options.title}: still running after ${Math.round(seconds())} s, nothing printed lately`,
    );
  }, heartbeatMs);
  const onLine = (line: string): void => {
    beat.refresh();
    relay.write(line);
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
  };
  const splitters = { stdout: new LineSplitter(onLine), stderr: new LineSplitter(onLine) };
  const filters = { stdout: new SecretFilter(), stderr: new SecretFilter() };
  let expired = false;
  try {
    const exitCode = await spawned(argv, {
      limitMs: options.limitMs,
      onLimit: () => {
        expired = true;
      },
      onData: (name, chunk, resume) => {
        const shown = filters[name].write(chunk);
        splitters[name].write(shown);
        return file.write(shown, resume);
      },
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ownSession: options.ownSession,
    });
    for (const name of ['stdout', 'stderr'] as const) {
      const rest = filters[name].end();
      splitters[name].write(rest);
      splitters[name].end();
      file.write(rest, () => undefined);
    }
    return { exitCode, tail, seconds: seconds(), expired };
  } finally {
    clearInterval(beat);
    relay.close();
    await file.end();
  }
}
