import { hostImageArch } from '../arch.ts';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { quietLog } from '../log/quiet-log.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import { environmentWith } from '../process/environment.ts';
import { stream } from '../process/stream.ts';
import type { Engine, Identity } from './engine.ts';
import { driverOf } from './engines/list.ts';
import { markedBy } from './engines/step-processes.ts';
import { explainPull, pullTooLong, registryOf } from './pull-failures.ts';

/** The assembler image as it stands on this machine. */
export interface PulledImage {
  /** As it was asked for. */
  readonly reference: string;
  /**
   * `sha256:…` of the manifest, or of the image's configuration for an image that was never in a registry;
   * `commit:…` for an assembler that is only known from inside.
   */
  readonly digest: string;
  /** `name@sha256:…`, the line that pins it; undefined for an image without a registry. */
  readonly pinned: string | undefined;
  /** Seconds the pull took. */
  readonly seconds: number;
}

/** Two further attempts; podman repeats some failures three times within each of them by itself. */
export const PULL_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelayMs: 5_000,
  maxDelayMs: 60_000,
  budgetMs: 1_800_000,
};

/** Longest an attempt at a pull may take when nobody says, in ms: 8 GB in it are 18 Mbit/s. */
export const PULL_LIMIT_MS = 3_600_000;

/** Options of {@link pullImage}. */
export interface PullOptions {
  /** Ends the pauses between attempts; the running engine is stopped by a signal. */
  readonly signal?: AbortSignal | undefined;
  /** File with logins, in place of the engine's own. */
  readonly authFile?: string | undefined;
  /**
   * Absolute path of a directory for what podman has pulled before it is whole, in place of /var/tmp: one that is
   * killed leaves it there. docker's daemon has a place of its own.
   */
  readonly tempDir?: string | undefined;
  /** By what a pull is found that goes on after this process was killed. */
  readonly identity?: Identity | undefined;
  /** Longest an attempt may take, in ms; the default is {@link PULL_LIMIT_MS}. */
  readonly limitMs?: number | undefined;
  /** For tests; the default is {@link PULL_POLICY}. */
  readonly policy?: RetryPolicy;
  /** For tests: silence in milliseconds; see stream. */
  readonly heartbeatMs?: number;
}

/**
 * Pulls the image and finds the digest it has, which is what the report names: a tag says nothing about what ran.
 *
 * @throws UserError with the cause and what to do; see {@link explainPull}.
 */
export async function pullImage(
  engine: Engine,
  reference: string,
  logFile: string,
  log: Log,
  options: PullOptions = {},
): Promise<PulledImage> {
  const { signal, authFile, tempDir, limitMs = PULL_LIMIT_MS, policy = PULL_POLICY, heartbeatMs } = options;
  const place = { program: engine.program, reference, registry: registryOf(reference) };
  const { env: mark, ownSession } = markedBy(options.identity);
  const login = authFile === undefined ? {} : driverOf(engine).loginEnv(authFile);
  const temp = tempDir === undefined ? {} : { TMPDIR: tempDir };
  const started = performance.now();
  const pull = async (): Promise<void> => {
    const { exitCode, tail, expired } = await stream([engine.program, 'pull', '--quiet', '--', reference], {
      // It runs beside the rendering: its progress goes to the file only, and that it goes on is told.
      log: { ...quietLog(log), info: (message) => log.info(message) },
      logFile,
      title: 'pull',
      limitMs,
      ...(heartbeatMs === undefined ? {} : { heartbeatMs }),
      env: environmentWith({ ...login, ...temp, ...mark }),
      ownSession,
    });
    // podman calls being stopped a good end.
    if (expired) throw pullTooLong(place, limitMs);
    if (exitCode !== 0) throw explainPull(place, exitCode, tail);
  };
  await retry('pull', pull, { policy, log, signal });
  const seconds = (performance.now() - started) / 1000;
  const { digest, pinned, arch } = await driverOf(engine).identify(engine, reference);
  const wanted = hostImageArch();
  // A list of images is asked for the right one; a single image is pulled whatever it is for.
  if (arch !== '' && arch !== wanted) {
    throw new UserError(
      `assembler-image: ${reference} is made for ${arch}, this machine is ${wanted}; ` +
        'take an image that is made for it, or a runner of another architecture',
    );
  }
  return { reference, digest, pinned, seconds };
}
