import { messageOf, UserError } from '../errors.ts';
import { readClientLine } from './client-lines.ts';
import { lookFor } from './listed.ts';
import type { Parcel } from './parcel.ts';
import { pause } from './pause.ts';
import { Progress } from './progress.ts';
import { ServiceError, type ArtifactService, type Delivered } from './service.ts';
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
  if (single !== undefined && !isSame(single, answer)) throw await changed(name, single, answer, service);
  return answer.id;
}

function isSame(one: Delivered, other: Delivered): boolean {
  return one.sha256 === other.sha256 && one.size === other.size;
}

/** Removes an artifact that is not the file. @returns the error that says so. */
async function changed(
  name: string,
  file: Delivered,
  got: Delivered,
  service: ArtifactService,
): Promise<UserError> {
  const outcome = await lookFor(name, service)
    .then(async (there) => {
      if (there !== undefined) await service.remove(name);
      return 'there is no artifact of it';
    })
    .catch((error: unknown) => `an artifact of it may be there: remove it by hand (${messageOf(error)})`);
  return new UserError(
    `${name}: ${got.size} bytes with sha256 ${got.sha256} were uploaded, ` +
      `the file had ${file.size} bytes with sha256 ${file.sha256}: it changed meanwhile; ${outcome}`,
  );
}

/**
 * Looks what an attempt that failed has left. The answer may have been lost behind an artifact that is whole, and
 * content that has arrived needs finalizing only.
 *
 * @returns the id of the artifact when it is there and whole after all.
 * @throws UserError when what arrived is not the file.
 */
export async function recover(
  { name, single }: Parcel,
  { facts: { delivered } }: ServiceError,
  service: ArtifactService,
  options: UploadOptions,
): Promise<number | undefined> {
  const expected = single ?? delivered;
  if (expected === undefined) return undefined;
  if (delivered !== undefined && !isSame(expected, delivered)) {
    throw await changed(name, expected, delivered, service);
  }
  for (let tried = 1; tried <= FINALIZE_TRIES; tried += 1) {
    options.signal.throwIfAborted();
    const there = await lookFor(name, service).catch(() => undefined);
    if (there?.sha256 === expected.sha256 && there.size === expected.size) {
      options.log.info(
        `${name}: the answer was lost, the artifact is there and has the right size and digest`,
      );
      return there.id;
    }
    if (delivered === undefined || there !== undefined) return undefined;
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
