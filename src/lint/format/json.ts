import type { Finding } from '../finding.ts';

/** Findings as a JSON list, in the shape of {@link Finding}. */
export function formatJson(findings: readonly Finding[]): string {
  return `${JSON.stringify(findings, null, 2)}\n`;
}
