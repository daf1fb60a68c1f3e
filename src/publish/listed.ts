import { UserError } from '../errors.ts';
import { faultOf } from './faults.ts';
import type { Parcel } from './parcel.ts';
import { pause } from './pause.ts';
import { isFurtherAttempt } from './run-attempt.ts';
import { ServiceError, type ArtifactService, type ListedArtifact } from './service.ts';
import type { UploadOptions } from './types.ts';

/** How often the list is asked for. */
const TRIES = 3;

/** The finished artifact of a name. @throws ServiceError */
export async function lookFor(name: string, service: ArtifactService): Promise<ListedArtifact | undefined> {
  return (await service.list()).find((artifact) => artifact.name === name);
}

/**
 * Makes way for a parcel under its name.
 *
 * @returns an artifact with the same content, which is as good as a new one.
 * @throws UserError when one with other content is there and `overwrite` is off.
 */
export async function clearName(
  { name, single }: Parcel,
  service: ArtifactService,
  options: UploadOptions,
): Promise<ListedArtifact | undefined> {
  const there = await patiently(name, options, async () => await lookFor(name, service));
  if (there === undefined) return undefined;
  if (single !== undefined && there.sha256 === single.sha256) {
    options.log.info(`${name}: an artifact with the same content is there already; it is reused`);
    return there;
  }
  const why = mayReplace(there, { isBundle: single === undefined }, options);
  if (why === undefined) throw otherContent(name);
  options.log.info(`${name}: replacing the artifact that is there (${why})`);
  await patiently(name, options, async () => {
    // A removal whose answer was lost has taken place.
    if ((await lookFor(name, service)) !== undefined) await service.remove(name);
  });
  return undefined;
}

/**
 * Whether an artifact with other content may make way. A zip is never the same twice, so that of an earlier attempt
 * has to; one that came up since this step began is of another job with the same names.
 *
 * @returns the reason it may, undefined when it may not.
 */
export function mayReplace(
  { createdAt }: ListedArtifact,
  { isBundle }: { readonly isBundle: boolean },
  { overwrite, env, startedAt }: Pick<UploadOptions, 'overwrite' | 'env' | 'startedAt'>,
): string | undefined {
  if (overwrite) return 'overwrite: true';
  const isOlder = createdAt !== undefined && createdAt < startedAt;
  return isBundle && isOlder && isFurtherAttempt(env) ? 'it is of an earlier attempt' : undefined;
}

/** The refusal of a name that is taken. */
export function otherContent(name: string): UserError {
  return new UserError(
    `${name}: an artifact of this name with other content is there already; set \`overwrite: true\` to replace it, ` +
      'or make the names differ (artifact-name, version, target)',
  );
}

async function patiently<T>(name: string, options: UploadOptions, ask: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    options.signal.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { fix, retry } = faultOf(error);
      if (!retry || tried === TRIES) {
        throw new UserError(
          `${name}: the artifacts of this run could not be looked at: ${error.message}; ${fix}`,
          { cause: error },
        );
      }
      options.log.warning(
        `${name}: looking for the artifact failed, try ${tried} of ${TRIES}: ${error.message}`,
      );
      await pause(tried, options);
    }
  }
}
