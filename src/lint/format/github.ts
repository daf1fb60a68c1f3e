import { escapeData, escapeProperty } from '../../log/workflow-command.ts';
import type { Finding, Severity } from '../finding.ts';

/** Names of the workflow commands that make annotations. */
const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Findings as workflow commands, which the runner turns into annotations; files are named from the repository's root. */
export function formatGithub(findings: readonly Finding[]): string {
  return findings
    .map(({ location, severity, message, rule, when }) => {
      const properties = [
        `file=${escapeProperty(location.file)}`,
        ...(location.line === undefined ? [] : [`line=${location.line}`]),
        ...(location.column === undefined ? [] : [`col=${location.column}`]),
        `title=${escapeProperty(rule)}`,
      ];
      const suffix = when === undefined ? '' : ` (${when})`;
      return `::${COMMANDS[severity]} ${properties.join(',')}::${escapeData(`${message}${suffix}`)}\n`;
    })
    .join('');
}
