import type { Finding } from '../lint/finding.ts';
import { formatSarif } from '../lint/format/sarif.ts';
import { ALL_RULES } from '../lint/rules.ts';

/** Results GitHub's code scanning shows of one run; more are an error there from 25,000 on. */
const RESULTS = 5000;

/**
 * The findings as SARIF 2.1.0, with paths below the root of the repository.
 *
 * @param findings the worst first: those beyond the limit are left out.
 */
export function sarif(findings: readonly Finding[]): string {
  return formatSarif(findings.slice(0, RESULTS), { rules: ALL_RULES });
}
