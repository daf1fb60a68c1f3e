import { join } from 'node:path';
import type { Finding, Severity } from '../lint/finding.ts';
import type { Log } from '../log/log.ts';

const KINDS = { error: 'error', warning: 'warning', info: 'notice' } as const satisfies Record<
  Severity,
  string
>;

/**
 * An annotation for each finding, at its line. The findings come with the most important first: the log shows as many
 * as there is room for, and says the others as text.
 *
 * @param workspace where the repository is for GitHub: paths of annotations are relative to the repository, wherever the
 *   checkout was put.
 */
export function annotate(findings: readonly Finding[], workspace: string, log: Log): void {
  for (const { rule, severity, message, location, when } of findings) {
    const text = `${message}${when === undefined ? '' : ` (${when})`} [${rule}]`;
    log[KINDS[severity]](text, { ...location, file: join(workspace, location.file) });
  }
}
