import type { Finding } from '../finding.ts';

/** Findings as a JSON list, in the shape of {@link Finding}; each has `when`, which is `always` where nothing else is. */
export function formatJson(findings: readonly Finding[]): string {
  const whole = findings.map((finding) => ({ ...finding, when: finding.when ?? 'always' }));
  return `${JSON.stringify(whole, null, 2)}\n`;
}
