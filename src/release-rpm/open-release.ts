import { basename } from 'node:path';
import type { PublicKey } from 'openpgp';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { disabledOn, fillPlaceholders, isFor, needsOf, repoCandidates, type Candidate } from './choose.ts';
import { isRegular } from './file-type.ts';
import { judgeSignature } from './judge.ts';
import { INPUT_NAMES, type ReleaseNames } from './names.ts';
import { openPackage, type OpenedPackage } from './package.ts';
import { readPayload, type PayloadEntry } from './payload.ts';
import { flagOf, listOf, readRepositories, setValue } from './repo-file.ts';
import { verifySignature } from './signature.ts';
import { TAG } from './tags.ts';
import type { OpenedRelease, ReleaseRepo, ReleaseRepoFile } from './types.ts';

/** What the package is opened for. */
export interface OpenReleaseOptions {
  readonly keys: readonly PublicKey[];
  /** Without one, nothing is chosen unless the package is for exactly one. */
  readonly target?: string;
  readonly arch: string;
  /** Expected digest of the package file. */
  readonly sha256?: string;
  /** What messages call these; by default the action's inputs. */
  readonly names?: ReleaseNames;
}

/** An opened release package with its payload. */
export interface OpenedReleasePackage extends OpenedRelease {
  readonly payload: readonly PayloadEntry[];
  /** The target the repositories were chosen for. */
  readonly target: string | undefined;
}

/**
 * Opens a release package: digests, signature, repositories for the target.
 *
 * @throws UserError when it was altered, is not signed by a given key, or has nothing for the target.
 */
export async function openRelease(
  path: string,
  options: OpenReleaseOptions,
  log: Log,
): Promise<OpenedReleasePackage> {
  return await openReleasePackage(await openPackage(path), options, log);
}

/** The same for a package that was read already. @throws UserError */
export async function openReleasePackage(
  pkg: OpenedPackage,
  options: OpenReleaseOptions,
  log: Log,
): Promise<OpenedReleasePackage> {
  const { path } = pkg;
  const names = options.names ?? INPUT_NAMES;
  if (options.sha256 !== undefined && pkg.sha256 !== options.sha256) {
    throw new UserError(
      `${path}: sha256 is ${pkg.sha256}, ${names.sha256} says ${options.sha256}: another file`,
    );
  }
  const signature = await verifySignature(pkg, options.keys);
  judgeSignature(path, signature, { keys: options.keys, name: names.key }, log);
  if (!pkg.digests.strong && signature.status !== 'verified') {
    log.warning(`${path}: carries no SHA-256 of header and payload; only MD5 or SHA-1 were checked`);
  }
  const payload = await readPayload(pkg, log);
  const candidates = repoCandidates(payload);
  const targets = [...new Set(candidates.flatMap(({ target }) => target ?? []))].sort();
  const target = options.target ?? (targets.length === 1 ? targets[0] : undefined);
  if (target !== undefined && targets.length > 0 && !targets.includes(target)) {
    throw new UserError(
      `${names.target}: found ${target}, but ${path} has repositories for ${targets.join(', ')} only`,
    );
  }
  if (target !== undefined) mustHaveArch(path, candidates, target, { arch: options.arch, name: names.arch });
  const files = candidates.map((candidate) => repoFile(candidate, target, options.arch));
  return {
    report: {
      name: pkg.header.strings(TAG.name)[0] ?? '',
      version: pkg.header.strings(TAG.version)[0] ?? '',
      release: pkg.header.strings(TAG.release)[0] ?? '',
      sha256: pkg.sha256,
      signature,
      files: pkg.files.map((file) => ({ path: file.path, size: file.size, mode: file.mode })),
      repos: files.flatMap(({ repos }) => repos),
      needs: target === undefined ? [] : needsOf(target),
    },
    repoFiles: files.filter(({ repos }) => repos.some(({ chosen }) => chosen)),
    keyFiles: payload
      .filter(
        ({ path: file, mode }) => /(^|\/)(RPM-GPG-KEY|.*\.(asc|gpg))[^/]*$/.test(file) && isRegular(mode),
      )
      .map(({ path: file, content }) => ({ path: file, content })),
    targets,
    target,
    payload,
  };
}

function mustHaveArch(
  path: string,
  candidates: readonly Candidate[],
  target: string,
  { arch, name }: { readonly arch: string; readonly name: string },
): void {
  const arches = candidates.filter((entry) => entry.target === target).flatMap((entry) => entry.arch ?? []);
  if (arches.length > 0 && !arches.includes(arch)) {
    throw new UserError(
      `${name}: ${path} has repositories of ${target} for ${arches.join(', ')}, none for ${arch}`,
    );
  }
}

function repoFile(candidate: Candidate, target: string | undefined, arch: string): ReleaseRepoFile {
  const applies = target !== undefined && isFor(candidate, target, arch);
  let text = target === undefined ? candidate.text : fillPlaceholders(candidate.text, target);
  for (const id of applies ? disabledOn(target) : []) text = setValue(text, id, 'enabled', '0');
  const repos: ReleaseRepo[] = readRepositories(text).map(({ id, values }) => {
    const enabled = flagOf(values.get('enabled')) ?? true;
    const metalink = values.get('metalink');
    const mirrorlist = values.get('mirrorlist');
    return {
      file: candidate.path,
      id,
      name: values.get('name') ?? id,
      baseurl: listOf(values.get('baseurl')),
      ...(metalink === undefined ? {} : { metalink }),
      ...(mirrorlist === undefined ? {} : { mirrorlist }),
      enabled,
      gpgcheck: flagOf(values.get('gpgcheck')) ?? null,
      gpgkey: listOf(values.get('gpgkey')),
      chosen: applies && enabled,
    };
  });
  return { name: basename(candidate.path), text, repos };
}
