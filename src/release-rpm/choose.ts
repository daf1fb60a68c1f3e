import { basename } from 'node:path';
import { ARCHES } from '../arch.ts';
import { UserError } from '../errors.ts';
import { isRegular } from './file-type.ts';
import type { PayloadEntry } from './payload.ts';
import { printable } from './text.ts';

/** A file of repositories has a few KiB; in bytes. */
const FILE_LIMIT = 1024 * 1024;

/** A .repo file of the package and what it is for. */
export interface Candidate {
  readonly path: string;
  readonly text: string;
  /** `el9`, `fc31`; undefined for files that are for all. */
  readonly target: string | undefined;
  /** undefined for all. */
  readonly arch: string | undefined;
}

/**
 * The .repo files of a payload. Names as the package's spec and history have them: ovirt-el9-stream-x86_64-deps.repo,
 * ovirt-el8-deps.repo, ovirt-f31-deps.repo, ovirt-snapshot.repo.
 *
 * @throws UserError for one that is too large to be one.
 */
export function repoCandidates(entries: readonly PayloadEntry[]): Candidate[] {
  return entries
    .filter(({ path, mode }) => path.endsWith('.repo') && isRegular(mode))
    .map(({ path, content }) => {
      if (content.length > FILE_LIMIT) {
        throw new UserError(
          `${printable(path)}: has ${content.length} bytes, which is no file of repositories`,
        );
      }
      const name = basename(path);
      const [, family, digits] = /(?:^|-)(el|fc?)([0-9]+)(?=[-.])/.exec(name) ?? [];
      return {
        path,
        text: content.toString('utf8'),
        target: family === undefined ? undefined : `${family === 'el' ? 'el' : 'fc'}${digits ?? ''}`,
        arch: ARCHES.find((arch) => name.includes(`-${arch}-`) || name.includes(`-${arch}.`)),
      };
    });
}

/** True when a file is for this target and architecture. */
export function isFor(candidate: Candidate, target: string, arch: string): boolean {
  return (
    (candidate.target === undefined || candidate.target === target) &&
    (candidate.arch === undefined || candidate.arch === arch)
  );
}

/** Repositories the package's %post turns off on a target. */
export function disabledOn(target: string): readonly string[] {
  return target === 'el10' ? ['ovirt-node-master-snapshot', 'ovirt-appliance-master-snapshot'] : [];
}

/** Repositories the package's %post turns on that are not its own: the base has to bring them. */
export function needsOf(target: string): readonly string[] {
  if (target === 'el9') return ['crb'];
  return target === 'el10' ? ['crb', 'epel'] : [];
}

/**
 * Fills what the %post of packages of 2019 to 2021 filled: the distribution, and whether URLs are mirror lists.
 * Their own default was the mirror list.
 */
export function fillPlaceholders(text: string, target: string): string {
  return text
    .replaceAll('@DIST@', target.startsWith('fc') ? 'fc' : 'el')
    .replaceAll('@URLKEY@', 'mirrorlist');
}
