import { UserError } from '../errors.ts';
import type { ValidateInputs } from '../inputs/validate.ts';
import type { Log } from '../log/log.ts';
import type { OpenedRelease } from '../release-rpm/types.ts';
import { Releases } from '../validate/releases.ts';
import { getReleases } from './release.ts';

/**
 * Fetches the release package and opens it for each architecture, verified as a build does it.
 *
 * @param arches all that are looked at.
 * @param dir where it is downloaded to.
 * @returns undefined when none is given, or packages are not looked up.
 * @throws UserError as a build; that it has nothing for some of the architectures is no error.
 */
export async function openReleases(
  inputs: ValidateInputs,
  arches: readonly string[],
  dir: string,
  log: Log,
): Promise<Releases | undefined> {
  if (!inputs.checkRepos || inputs.ovirtRelease.length === 0) return undefined;
  const opened = await getReleases(
    {
      sources: inputs.ovirtRelease,
      keys: inputs.ovirtReleaseKeys,
      sha256: inputs.ovirtReleaseSha256,
      target: inputs.target,
      downloadDir: dir,
    },
    arches,
    log,
  );
  const found = new Map<string, OpenedRelease>();
  const refusals = new Map<string, string>();
  let target: string | undefined;
  for (const [arch, release] of opened) {
    if (release instanceof UserError) {
      refusals.set(arch, release.message);
      continue;
    }
    if (release.target === undefined) {
      const offered = release.targets.length === 0 ? 'none by name' : release.targets.join(', ');
      throw new UserError(`target: not given, and the release rpm does not settle it: it is for ${offered}`);
    }
    ({ target } = release);
    found.set(arch, release);
  }
  return new Releases(target, found, refusals);
}
