import { basename } from 'node:path';
import type { PublicKey } from 'openpgp';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { disabledOn, fillPlaceholders, isFor, needsOf, repoCandidates, type Candidate } from './choose.ts';
import { openPackage, TAG } from './package.ts';
import { readPayload, type PayloadEntry } from './payload.ts';
import { flagOf, listOf, readRepositories, setValue } from './repo-file.ts';
import { verifySignature } from './signature.ts';
import type { OpenedRelease, ReleaseRepo, ReleaseRepoFile, SignatureReport } from './types.ts';

/** What the package is opened for. */
export interface OpenReleaseOptions {
  readonly keys: readonly PublicKey[];
  /** Without one, nothing is chosen unless the package is for exactly one. */
  readonly target?: string;
  readonly arch: string;
  /** Expected digest of the package file. */
  readonly sha256?: string;
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
  const pkg = await openPackage(path);
  if (options.sha256 !== undefined && pkg.sha256 !== options.sha256) {
    throw new UserError(
      `${path}: sha256 is ${pkg.sha256}, ovirt-release-sha256 says ${options.sha256}: another file`,
    );
  }
  const signature = await verifySignature(pkg, options.keys);
  judge(path, signature, options.keys, log);
  if (!pkg.strongDigest && signature.status !== 'verified') {
    log.warning(`${path}: carries no SHA-256 of header and payload; only MD5 or SHA-1 were checked`);
  }
  const payload = await readPayload(pkg);
  const candidates = repoCandidates(payload);
  const targets = [...new Set(candidates.flatMap(({ target }) => target ?? []))].sort();
  const target = options.target ?? (targets.length === 1 ? targets[0] : undefined);
  if (target !== undefined && targets.length > 0 && !targets.includes(target)) {
    throw new UserError(
      `target: found ${target}, but ${path} has repositories for ${targets.join(', ')} only`,
    );
  }
  if (target !== undefined) mustHaveArch(path, candidates, target, options.arch);
  const files = candidates.map((candidate) => repoFile(candidate, target, options.arch));
  return {
    report: {
      name: pkg.header.strings(TAG.name)[0] ?? '',
      version: pkg.header.strings(TAG.version)[0] ?? '',
      release: pkg.header.strings(TAG.release)[0] ?? '',
      sha256: pkg.sha256,
      signature,
      files: pkg.files,
      repos: files.flatMap(({ repos }) => repos),
      needs: target === undefined ? [] : needsOf(target),
    },
    repoFiles: files.filter(({ repos }) => repos.some(({ chosen }) => chosen)),
    keyFiles: payload
      .filter(
        ({ path: file, mode }) =>
          /(^|\/)(RPM-GPG-KEY|.*\.(asc|gpg))[^/]*$/.test(file) && (mode & 0o170000) === 0o100000,
      )
      .map(({ path: file, content }) => ({ path: file, content })),
    targets,
    target,
    payload,
  };
}

function judge(path: string, signature: SignatureReport, keys: readonly PublicKey[], log: Log): void {
  const given = keys
    .flatMap((key) => [key, ...key.getSubkeys()].map((part) => part.getKeyID().toHex()))
    .join(', ');
  if (keys.length > 0) {
    switch (signature.status) {
      case 'verified':
        log.info(`${path}: signature of key ${signature.keyId ?? ''} verified`);
        break;
      case 'unsigned':
        throw new UserError(`${path}: is not signed; ovirt-release-key asks for a signature of ${given}`);
      case 'bad':
        throw new UserError(
          `${path}: its signature by key ${signature.keyId ?? 'unknown'} is wrong: the package was altered`,
        );
      case 'no-key':
      case 'unknown-key':
        throw new UserError(
          `${path}: signed by key ${signature.keyId ?? 'unknown'}, ovirt-release-key holds ${given}: not one of them`,
        );
      default:
        signature.status satisfies never;
    }
  } else if (signature.status === 'unsigned') {
    log.warning(`${path}: is not signed`);
  } else {
    log.warning(
      `${path}: signed by key ${signature.keyId ?? 'unknown'}, which was not checked; give its public key in ovirt-release-key`,
    );
  }
  if (signature.weak === true) log.warning(`${path}: its signature uses a digest that is no longer strong`);
}

function mustHaveArch(path: string, candidates: readonly Candidate[], target: string, arch: string): void {
  const arches = candidates.filter((entry) => entry.target === target).flatMap((entry) => entry.arch ?? []);
  if (arches.length > 0 && !arches.includes(arch)) {
    throw new UserError(
      `arch: ${path} has repositories of ${target} for ${arches.join(', ')}, none for ${arch}`,
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
