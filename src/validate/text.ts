import { formatLocation } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import { describeDiff, describeFiles } from './describe.ts';
import type { ValidateResult } from './types.ts';
import { headingOf, STATUS_TEXT, verdict } from './verdict.ts';

/** The whole result as text for a terminal: findings as compilers print them, then what is different. */
export function validateText(result: ValidateResult): string {
  const findings = result.findings.map(({ location, severity, message, rule, when }) =>
    cleanLine(
      `${formatLocation(location)}: ${severity}: ${message}${when === undefined ? '' : ` (${when})`} [${rule}]`,
    ),
  );
  const diffs = result.diffs.flatMap((diff) => {
    const heading = headingOf(diff, result.arches);
    const lines = describeDiff(diff);
    if (lines.length === 0) return [cleanLine(`${heading}: ${STATUS_TEXT[diff.status]}`)];
    return [cleanLine(heading), ...lines.map((line) => `  ${line}`)];
  });
  const files =
    result.files.length === 0 ? [] : ['files', ...describeFiles(result.files).map((line) => `  ${line}`)];
  return `${[...findings, ...diffs, ...files, verdict(result)].join('\n')}\n`;
}
