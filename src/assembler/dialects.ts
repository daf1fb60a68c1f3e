import { UserError } from '../errors.ts';
import type { Dialect } from './probe.ts';

/** When the assemblers of each dialect were made, where they are found, and what tells them apart (assembler.md, 1). */
const ERAS: Readonly<Record<Dialect, string>> = {
  D0: 'of 2018 to September 2020 (tags rhcos-4.1 to rhcos-4.5), which makes an installer instead of a live ISO',
  D1: 'of September 2020 to December 2021 (tags rhcos-4.6 to rhcos-4.9), whose commit is no OCI archive',
  D2: 'of December 2021 to May 2025 (tags rhcos-4.12 to rhcos-4.18)',
  D3: 'of May 2025 to April 2026 (tag rhel-9.6), whose live images are made by osbuild',
  D4: 'of April 2026 and later (tags main and latest), which builds a Containerfile with buildah',
};

/**
 * Lets only those assemblers pass whose steps are known.
 *
 * @throws UserError that says what was found and what to take instead.
 */
export function refuseUndriven(reference: string, dialect: Dialect): asserts dialect is 'D2' {
  if (dialect === 'D2') return;
  throw new UserError(
    `assembler-image: found ${reference}, an assembler ${ERAS[dialect]} (dialect ${dialect}); expected one ` +
      `${ERAS.D2}, which are the only ones that are driven so far. Take an image with such a tag, or give target and ` +
      'leave assembler-image out',
  );
}
