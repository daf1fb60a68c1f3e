import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { exec } from '@actions/exec';
import { LineSplitter } from '../log/lines.ts';
import type { Log } from '../log/log.ts';
import { SecretFilter } from '../log/secret-filter.ts';

/** How a long program ended. */
export interface StreamResult {
  readonly exitCode: number;
  /** The last lines of both outputs together, at most {@link TAIL_LINES}. */
  readonly tail: readonly string[];
  /** Seconds. */
  readonly seconds: number;
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
  /** Silence in milliseconds after which the log says that work goes on. */
  readonly heartbeatMs?: number;
}

/**
 * Runs a program whose output is of interest while it runs: each line goes to the log behind the fence, every byte
 * to `logFile`, the last lines are kept, and a long silence is broken by a heartbeat.
 */
export async function stream(
  argv: readonly [string, ...string[]],
  options: StreamOptions,
): Promise<StreamResult> {
  const [program, ...args] = argv;
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const relay = options.log.child();
  const file = createWriteStream(options.logFile, { flags: 'a' });
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
  const show = (name: 'stdout' | 'stderr', bytes: Buffer): void => {
    file.write(bytes);
    splitters[name].write(bytes);
  };
  const onData = (name: 'stdout' | 'stderr') => (chunk: Buffer) => show(name, filters[name].write(chunk));
  try {
    const exitCode = await exec(`"${program}"`, args, {
      silent: true,
      ignoreReturnCode: true,
      listeners: { stdout: onData('stdout'), stderr: onData('stderr') },
      ...(options.env === undefined ? {} : { env: { ...options.env } }),
    });
    for (const name of ['stdout', 'stderr'] as const) {
      show(name, filters[name].end());
      splitters[name].end();
    }
    return { exitCode, tail, seconds: seconds() };
  } finally {
    clearInterval(beat);
    relay.close();
    file.end();
    await finished(file);
  }
}
