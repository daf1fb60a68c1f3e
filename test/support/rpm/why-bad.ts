import type { SignatureReport } from '../../../src/release-rpm/types.ts';

/** Why a signature is bad; of one that is not, what it is instead. */
export function whyBad({ status, reason }: SignatureReport): string {
  return status === 'bad' ? (reason ?? 'no reason given') : `not bad: ${status}`;
}
