import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { quietLog } from '../log/quiet-log.ts';
import { run } from '../process/run.ts';
import { stream } from '../process/stream.ts';
import type { Engine } from './engine.ts';

/** The assembler image as it stands on this machine. */
export interface PulledImage {
  /** As it was asked for. */
  readonly reference: string;
  /** `sha256:…` of the manifest, or of the image's configuration for an image that was never in a registry. */
  readonly digest: string;
  /** `name@sha256:…`, the line that pins it; undefined for an image without a registry. */
  readonly pinned: string | undefined;
  /** Seconds the pull took. */
  readonly seconds: number;
}

/** True when the reference names content and not a name that can move. */
export function isPinned(reference: string): boolean {
  return /@sha256:[0-9a-f]{64}$/.test(reference);
}

/** A reference without tag and digest. A colon before the last slash belongs to the registry's port. */
export function repositoryOf(reference: string): string {
  const bare = reference.replace(/@.*$/, '');
  const colon = bare.lastIndexOf(':');
  return colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare;
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
  const inspected = await run([
    engine.program,
    'image',
    'inspect',
    '--format={{.Digest}} {{.Id}}',
    '--',
    reference,
  ]);
  const [digest = '', id = ''] = inspected.stdout.trim().split(' ');
  if (inspected.exitCode !== 0 || id === '') {
    throw new UserError(
      `assembler-image: ${reference} was pulled and then not found: ${inspected.stderr.trim()}`,
    );
  }
  const known = /^sha256:[0-9a-f]{64}$/.test(digest);
  return {
    reference,
    digest: known ? digest : `sha256:${id.replace(/^sha256:/, '')}`,
    pinned: known ? `${repositoryOf(reference)}@${digest}` : undefined,
    seconds,
  };
}
