import { UserError } from '../errors.ts';
import { attempt, recover } from './attempt.ts';
import { faultOf } from './faults.ts';
import { clearName, lookFor } from './listed.ts';
import { holdUnder, kept, NAMES, nthName, type Parcel } from './parcel.ts';
import { pause } from './pause.ts';
import { isFurtherAttempt } from './run-attempt.ts';
import { ServiceError, type ArtifactService } from './service.ts';
import type { UploadedArtifact, UploadOptions } from './types.ts';

/** How often content is sent under one name before it is given up. */
const TRIES = 3;

/** An unfinished upload keeps the name. */
interface Held {
  /** What became of the upload that keeps it, or the refusal when that is another's. */
  readonly because: ServiceError;
}

/**
 * Brings a parcel to the artifact service, whatever single fault comes in between. Before anything is sent again it
 * looks whether the artifact is there after all.
 *
 * @throws UserError with the last fault and what can be done about it; the signal's reason when it aborts.
 */
export async function deliver(parcel: Parcel, options: UploadOptions): Promise<UploadedArtifact> {
  const service = options.connect();
  const stop = (): void => void service.close();
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    for (let nth = 1; ; nth += 1) {
      const name = nthName(parcel, nth);
      const outcome = await holdUnder(name, parcel, async (held) => {
        return await deliverAs(held, service, {
          ...options,
          mayBeHeld: nth > 1 || isFurtherAttempt(options.env),
        });
      });
      if (!('because' in outcome)) return outcome;
      const { because } = outcome;
      if (nth === NAMES) {
        throw new UserError(
          `${parcel.name}: upload failed under ${NAMES} names: ${because.message}; ${faultOf(because).fix}${kept(parcel)}`,
          { cause: because },
        );
      }
      // What was created holds its name until the workflow run ends, is not listed and cannot be removed:
      // DataDog/dd-trace-js pull request 10228, atlanhq/application-sdk pull request 3711.
      options.log.warning(
        `${name}: an unfinished upload holds this name until the workflow run ends (${because.message}); ` +
          `trying again as ${nthName(parcel, nth + 1)}`,
      );
    }
  } catch (error) {
    // Whatever broke off when the signal came: the signal is the reason.
    options.signal.throwIfAborted();
    throw error;
  } finally {
    options.signal.removeEventListener('abort', stop);
    await service.close();
  }
}

/**
 * @param options `mayBeHeld`: an upload of this job, or of an earlier attempt, may be what holds the name. Else it
 * takes an attempt of our own that failed to tell that from another job which uploads under the same name just now.
 */
async function deliverAs(
  parcel: Parcel,
  service: ArtifactService,
  options: UploadOptions & { readonly mayBeHeld: boolean },
): Promise<UploadedArtifact | Held> {
  const { name } = parcel;
  let before: ServiceError | undefined;
  const same = await clearName(parcel, service, options);
  if (same !== undefined) return artifactOf(name, same.id, true, options.env);
  for (let tried = 1; ; tried += 1) {
    options.signal.throwIfAborted();
    try {
      return artifactOf(name, await attempt(parcel, service, options), false, options.env);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const id = await recover(parcel, error, service, options);
      if (id !== undefined) return artifactOf(name, id, false, options.env);
      const fault = faultOf(error);
      const mayBeHeld = options.mayBeHeld || before !== undefined || error.facts.asked === true;
      if (fault.kind === 'taken' && mayBeHeld && !(await isListed(name, service)))
        return { because: before ?? error };
      if (!fault.retry || tried === TRIES) {
        throw new UserError(
          `${name}: upload failed after ${tried} ${tried === 1 ? 'try' : 'tries'}: ${error.message}; ${fault.fix}${kept(parcel)}`,
          { cause: error },
        );
      }
      options.log.warning(`${name}: upload try ${tried} of ${TRIES} failed: ${error.message}`);
      before = error;
      await pause(tried, options);
    }
  }
}

async function isListed(name: string, service: ArtifactService): Promise<boolean> {
  return (await lookFor(name, service).catch(() => undefined)) !== undefined;
}

function artifactOf(name: string, id: number, reused: boolean, env: NodeJS.ProcessEnv): UploadedArtifact {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const run = env['GITHUB_RUN_ID'] ?? '';
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const url =
    repository === '' || run === ''
      ? undefined
      : `${server}/${repository}/actions/runs/${run}/artifacts/${id}`;
  return { name, id, url, reused };
}
