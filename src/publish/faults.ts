import type { ServiceError } from './service.ts';

/** A way in which the artifact service fails an upload. */
export interface Fault {
  readonly kind: string;
  readonly matches: (error: ServiceError) => boolean;
  /** Whether trying again can help. */
  readonly retry: boolean;
  /** What a person can do; a full sentence without its end. */
  readonly fix: string;
}

const says =
  (pattern: RegExp) =>
  ({ message }: ServiceError): boolean =>
    pattern.test(message);

/** Known faults; the first that matches counts. Statuses and texts: @actions/artifact 6.2.1, lib/internal. */
const FAULTS: readonly Fault[] = [
  {
    kind: 'quota',
    matches: says(/storage quota|insufficient usage/i),
    retry: false,
    fix:
      'the artifact storage of the account is full: delete old artifacts, keep new ones shorter (retention-days), ' +
      'or set `upload: false`; GitHub counts the space anew every 6 to 12 hours',
  },
  {
    kind: 'taken',
    matches: ({ facts, message }) => facts.status === 409 || /already exists/.test(message),
    retry: false,
    fix: 'another job of this run uploads under the same name: make the names differ (artifact-name, version, target)',
  },
  {
    // UNVERIFIED: how long a signed URL lasts; the refusal is Azure's (reference/toolchain.md, section 4).
    kind: 'signature',
    matches: ({ facts }) => facts.status === 403 && facts.code === 'AuthenticationFailed',
    retry: true,
    fix:
      'the signed URL ran out before all was sent: the connection is too slow for a file of this size, ' +
      'or the clock of this machine is wrong',
  },
  {
    kind: 'token',
    matches: ({ facts }) => facts.status === 401,
    retry: false,
    fix: "the job's token is not accepted any more: it ends with the job, and 24 hours after its start at the latest",
  },
  {
    kind: 'size',
    matches: ({ facts }) => facts.status === 413 || facts.code === 'BlockCountExceedsLimit',
    retry: false,
    fix: 'the file is larger than the blob store takes: set `upload: false` and bring it elsewhere',
  },
  {
    kind: 'name',
    matches: says(/artifact name is not valid|path for one of the files in artifact is not valid/),
    retry: false,
    fix: 'change `version`, `target` or `artifact-name` so that the name has none of the characters " : < > | * ?',
  },
  {
    kind: 'unreadable',
    matches: says(/during (?:file read|zip creation) for the artifact/),
    retry: false,
    fix: 'the file could not be read to its end: look for errors of the disk in the kernel log',
  },
  {
    kind: 'stalled',
    matches: says(/progress stalled/),
    retry: true,
    fix:
      'the blob store took nothing more: look at proxy and firewall (*.blob.core.windows.net); ' +
      'ACTIONS_ARTIFACT_UPLOAD_CONCURRENCY: 1 can help a slow line',
  },
];

const OTHER: Omit<Fault, 'matches'> = {
  kind: 'other',
  retry: true,
  fix: 'look at https://www.githubstatus.com and at the connection of this machine, then run the job again',
};

/** The fault an error shows. */
export function faultOf(error: ServiceError): Omit<Fault, 'matches'> {
  return FAULTS.find(({ matches }) => matches(error)) ?? OTHER;
}
