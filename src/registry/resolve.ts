import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { retry, type RetryPolicy } from '../net/retry.ts';
import { TransientError } from '../net/transient.ts';
import { askDigest } from './client.ts';
import { findLogin } from './credentials.ts';
import { endpointsOf, readRegistries, type Endpoint } from './endpoints.ts';
import { imageName, type ImageName } from './image-name.ts';

/** Two further attempts: the answer only saves a pull, and the pull that follows a failure has attempts of its own. */
export const RESOLVE_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelayMs: 1_000,
  maxDelayMs: 10_000,
  budgetMs: 60_000,
};

/** Surroundings of {@link resolveDigest}. */
export interface ResolveOptions {
  /** File with logins, in place of the engine's own. */
  readonly authFile?: string | undefined;
  /** rpm's name of the architecture there has to be an image for, where the tag names a list. */
  readonly arch: string;
  readonly signal?: AbortSignal | undefined;
  /** Where the engine's own files are looked for: HOME, XDG_*, DOCKER_CONFIG, CONTAINERS_REGISTRIES_CONF … */
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** The input the reference is of, for messages; the default is `assembler-image`. */
  readonly input?: string;
  /** For tests; the default is {@link RESOLVE_POLICY}. */
  readonly policy?: RetryPolicy;
}

/**
 * Asks the registry which image a reference stands for now, without pulling it: a few requests of some kilobytes.
 *
 * The digest is that of what the tag names, which may be a list of images. That is what podman (seen with 4.3.1) and
 * docker report of a pull, so that both can be compared. A reference with a digest is answered with it at once: it
 * cannot move.
 *
 * UNVERIFIED: that newer versions of podman report the list's digest as well.
 *
 * Proxies and certificate authorities are those prepareNetwork has set up for the process.
 *
 * @param reference one that checkImageReference lets through.
 * @throws UserError that names the registry, why it gave no answer, and what to do.
 */
export async function resolveDigest(
  reference: string,
  options: ResolveOptions,
): Promise<{ readonly digest: string }> {
  const name = imageName(reference);
  if (name.digest !== undefined) return { digest: name.digest };
  const endpoints = endpointsOf(name, await readRegistries(options.env));
  let last: unknown;
  for (const endpoint of endpoints) {
    try {
      return { digest: await ask(name, endpoint, options) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      last = error;
      // A mirror need not have everything.
      if (endpoint !== endpoints.at(-1)) options.log.info(`${error.message}; asking the next place`);
    }
  }
  throw last;
}

async function ask(name: ImageName, endpoint: Endpoint, options: ResolveOptions): Promise<string> {
  const { arch, authFile, env, log, signal, input = 'assembler-image', policy = RESOLVE_POLICY } = options;
  const login = await findLogin(endpoint, authFile, env, log);
  const at = `${input}: ${endpoint.registry} does not say which image ${name.reference} is`;
  const attempt = async (): Promise<string> => {
    try {
      return await askDigest({ endpoint, tag: name.tag, arch, login, signal });
    } catch (error) {
      if (error instanceof TransientError) {
        throw new TransientError(`${at}: ${error.message}`, {
          cause: error,
          retryAfterMs: error.retryAfterMs,
        });
      }
      if (error instanceof UserError) throw new UserError(`${at}: ${error.message}`, { cause: error });
      throw error;
    }
  };
  return await retry('registry', attempt, { policy, log, signal });
}
