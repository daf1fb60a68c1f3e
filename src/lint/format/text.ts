import { formatLocation } from '../../errors.ts';
import { cleanLine } from '../../log/clean.ts';
import type { Finding } from '../finding.ts';

/** Findings for a terminal, one a line, and a last line that counts them. */
export function formatText(findings: readonly Finding[]): string {
  const lines = findings.map(({ location, severity, message, rule, when }) => {
    const suffix = when === undefined ? '' : ` (${when})`;
    // The name of a file may be anything, too.
    return cleanLine(`${formatLocation(location)}: ${severity}: ${message}${suffix} [${rule}]`);
  });
  return `${[...lines, summary(findings)].join('\n')}\n`;
}

/** `2 errors, 1 warning, 0 infos`. */
export function summary(findings: readonly Finding[]): string {
  const count = (severity: string): string => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return `${number} ${severity}${number === 1 ? '' : 's'}`;
  };
  return `${count('error')}, ${count('warning')}, ${count('info')}`;
}
