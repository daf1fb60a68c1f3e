import { UNKNOWN } from '../assembler/failures/step-error.ts';
import { PULL_CLASS, PUSH_CLASS } from '../assembler/pull-failures.ts';
import { UserError } from '../errors.ts';

/** Parts of the job around the steps of the assembler: the `failure-class` of what fails in one, and what it does. */
export const PARTS = {
  machine: 'the check of the machine before anything is fetched',
  'release-rpm': 'fetching and verifying the ovirt-release rpm',
  'base-config': 'fetching the base configuration',
  [PULL_CLASS]: 'pulling the assembler',
  probe: 'looking at the assembler that was pulled',
  render: 'rendering the configuration: a mistake in the manifest or what belongs to it',
  images: 'collecting and verifying the images',
  boot: 'booting the ISO for `verify: boot`',
  limits:
    'the limits `fail-on-downgrade` and `max-iso-size`, before anything is uploaded; signature `downgraded` or `iso-too-large`',
  upload: 'uploading the artifacts',
  [PUSH_CLASS]: 'pushing the OCI archive to a registry',
} as const;

/** A key of {@link PARTS}. */
export type Part = keyof typeof PARTS;

/**
 * Does a part of the job, and says in the error it ends with that it was this one, unless the error knows more.
 *
 * @throws what `work` throws
 */
export async function asPart<T>(part: Part, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) error.failure ??= { class: part, signature: UNKNOWN };
    throw error;
  }
}
