import { join } from 'node:path';
import { needPair } from '../config-tree/pairs.ts';
import { placeholderValues } from '../config-tree/placeholders.ts';
import { placeLock } from '../config-tree/place-lock.ts';
import { render, type RenderedConfig } from '../config-tree/render.ts';
import { UserError } from '../errors.ts';
import { fetchRepository } from '../git/fetch.ts';
import type { BuildInputs } from '../inputs/types.ts';
import type { Log } from '../log/log.ts';
import type { OpenedReleasePackage } from '../release-rpm/open-release.ts';
import { getRelease } from './release.ts';

/** A release package and where it came from. */
export type Release = OpenedReleasePackage & { readonly source: string };

/** Inputs that decide what the tree is. */
export type PrepareInputs = Pick<
  BuildInputs,
  | 'config'
  | 'ovirtRelease'
  | 'ovirtReleaseSha256'
  | 'ovirtReleaseKeys'
  | 'ovirtVersion'
  | 'target'
  | 'variables'
  | 'packages'
  | 'overrides'
  | 'baseConfig'
  | 'baseConfigRef'
  | 'baseConfigPath'
  | 'arch'
  | 'branding'
  | 'gpgcheck'
  | 'workDir'
> &
  Partial<Pick<BuildInputs, 'caCertificates' | 'lock'>>;

/** Where the base configuration is taken from. */
export interface BaseSource {
  readonly url: string;
  readonly ref: string | undefined;
  /** Fetch its submodules as well. */
  readonly submodules: boolean;
}

/** Fetches and opens the release package; undefined when none is asked for. */
export async function prepareRelease(
  inputs: PrepareInputs,
  log: Log,
  signal?: AbortSignal,
): Promise<Release | undefined> {
  if (inputs.ovirtRelease.length === 0) return undefined;
  const release = await getRelease(
    {
      sources: inputs.ovirtRelease,
      keys: inputs.ovirtReleaseKeys,
      sha256: inputs.ovirtReleaseSha256,
      target: inputs.target,
      arch: inputs.arch,
      downloadDir: join(inputs.workDir, 'downloads'),
      signal,
    },
    log,
  );
  if (release.target === undefined) {
    const offered = release.targets.length === 0 ? 'none by name' : release.targets.join(', ');
    throw new UserError(`target: not given, and the release rpm does not settle it: it is for ${offered}`);
  }
  return release;
}

/** The base configuration given, or the one known for the target. @throws UserError */
export function baseSource(
  inputs: Pick<PrepareInputs, 'baseConfig' | 'baseConfigRef'>,
  target: string | undefined,
): BaseSource {
  if (inputs.baseConfig !== undefined) {
    return { url: inputs.baseConfig, ref: inputs.baseConfigRef, submodules: true };
  }
  const pair = needPair(target, 'base-config');
  return {
    url: pair.baseConfig,
    ref: inputs.baseConfigRef ?? pair.baseConfigRef,
    submodules: pair.submodules,
  };
}

/** What else {@link prepareBase} is told. */
export interface BaseSettings {
  /** Ends the pauses between attempts. */
  readonly signal?: AbortSignal;
  /** Absolute paths that are no part of a plain directory although they may lie in it, besides the work directory. */
  readonly exclude?: readonly string[];
}

/**
 * Fetches the base configuration.
 *
 * @returns its directory and commit; `local` for a plain directory.
 */
export async function prepareBase(
  inputs: PrepareInputs,
  { url, ref, submodules }: BaseSource,
  log: Log,
  { signal, exclude = [] }: BaseSettings = {},
): Promise<{ dir: string; commit: string }> {
  const dir = join(inputs.workDir, 'base');
  const { commit } = await fetchRepository(
    {
      url,
      dest: dir,
      submodules,
      signal,
      exclude: [inputs.workDir, ...exclude],
      ...(ref === undefined ? {} : { ref }),
    },
    log,
  );
  return { dir, commit };
}

/** Renders the tree from its parts. */
export async function prepareTree(
  inputs: PrepareInputs,
  parts: {
    readonly base: string;
    readonly release: Release | undefined;
    readonly target: string | undefined;
    readonly out: string;
  },
  log: Log,
): Promise<RenderedConfig> {
  const rendered = await render(
    {
      config: inputs.config,
      base: parts.base,
      basePath: inputs.baseConfigPath,
      release: parts.release,
      placeholders: placeholderValues({ ...inputs, target: parts.target }),
      variables: Object.keys(inputs.variables),
      overrides: inputs.overrides,
      packages: inputs.packages,
      arch: inputs.arch,
      gpgcheck: inputs.gpgcheck,
      branding: inputs.branding,
      out: parts.out,
      exclude: [inputs.workDir],
    },
    log,
  );
  if (inputs.lock !== undefined) await placeLock(inputs.lock, inputs.arch, parts.out);
  return rendered;
}
