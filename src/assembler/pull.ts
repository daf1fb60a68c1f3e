import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { quietLog } from '../log/quiet-log.ts';
import { stream } from '../process/stream.ts';
import type { Engine } from './engine.ts';
import { driverOf } from './engines/list.ts';

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

/**
 * Pulls the image and finds the digest it has, which is what the report names: a tag says nothing about what ran.
 *
 * @throws UserError with the engine's own last line.
 */
export async function pullImage(
  engine: Engine,
  reference: string,
  logFile: string,
  log: Log,
): Promise<PulledImage> {
  const { exitCode, tail, seconds } = await stream([engine.program, 'pull', '--quiet', '--', reference], {
    // It runs beside the rendering: its progress goes to the file only.
    log: quietLog(log),
    logFile,
    title: 'pull',
  });
  if (exitCode !== 0) {
    throw new UserError(
      `assembler-image: ${reference} cannot be pulled (exit code ${exitCode}): ` +
        `${tail.findLast((line) => line.trim() !== '') ?? 'the engine said nothing'}; ` +
        'check the name, the tag and whether the registry needs a login',
    );
  }
  const { digest, pinned } = await driverOf(engine).identify(engine, reference);
  return { reference, digest, pinned, seconds };
}
