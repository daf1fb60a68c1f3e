import { messageOf, UserError } from '../errors.ts';
import { readClientLine } from './client-lines.ts';
import { lookFor } from './listed.ts';
import type { Parcel } from './parcel.ts';
import { pause } from './pause.ts';
import { Progress } from './progress.ts';
import { ServiceError, type ArtifactService } from './service.ts';
import type { UploadOptions } from './types.ts';

/** How often an artifact whose content has arrived is finalized before its content is sent anew. */
const FINALIZE_TRIES = 3;

/**
 * Sends the content once.
 *
 * @returns the artifact's id.
 * @throws ServiceError when it did not arrive; UserError when what arrived is not the file, after removing it.
 */
export async function attempt(
  { name, files, root, single }: Parcel,
  service: ArtifactService,
  { log, retentionDays }: UploadOptions,
): Promise<number> {
  const progress = new Progress(name, single?.size ?? 0, (text) => log.info(text));
  const request = { name, files, root, zip: single === undefined, retentionDays };
  const answer = await service.upload(request, (text) => {
    const line = readClientLine(text);
    if (line.kind === 'progress') progress.reached(line.bytes);
    else if (line.kind === 'waiting') log.info(`${name}: ${line.text}`);
    else if (line.kind === 'detail') log.debug(`${name}: ${line.text}`);
  });
  if (single !== undefined && (answer.sha256 !== single.sha256 || answer.size !== single.size)) {
    await service.remove(name).catch((error: unknown) => {
      log.warning(`${name}: the artifact is not the file and could not be removed: ${messageOf(error)}`);
    });
    throw new UserError(
      `${name}: ${answer.size} bytes with sha256 ${answer.sha256} were uploaded, ` +
        `the file had ${single.size} bytes with sha256 ${single.sha256}: it changed meanwhile; the artifact was removed`,
    );
  }
  return answer.id;
}

/**
 * Looks what an attempt that failed has left. The answer may have been lost behind an artifact that is whole, and
 * content that has arrived needs finalizing only.
 *
 * @returns the id of the artifact when it is there and whole after all.
 */
export async function recover(
  { name, single }: Parcel,
  { facts: { delivered } }: ServiceError,
  service: ArtifactService,
  options: UploadOptions,
): Promise<number | undefined> {
  const expected = single ?? delivered;
  if (expected === undefined) return undefined;
  const whole = delivered?.sha256 === expected.sha256 && delivered.size === expected.size;
  for (let tried = 1; tried <= FINALIZE_TRIES; tried += 1) {
    options.signal.throwIfAborted();
    const there = await lookFor(name, service).catch(() => undefined);
    if (there !== undefined && there.sha256 === expected.sha256 && there.size === expected.size) {
      options.log.info(
        `${name}: the answer was lost, the artifact is there and has the right size and digest`,
      );
      return there.id;
    }
    if (!whole || there !== undefined) return undefined;
    try {
      const id = await service.finalize(name, delivered);
      options.log.info(`${name}: all of it had arrived; finalized at try ${tried + 1}`);
      return id;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      options.log.debug(`${name}: finalizing again failed: ${error.message}`);
      if (tried < FINALIZE_TRIES) await pause(tried, options);
    }
  }
  return undefined;
}
