import { formatLocation } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import { code, escapeMarkdown } from '../report/markdown.ts';
import { describeDiff, describeFiles } from './describe.ts';
import type { ValidateResult, VariantDiff } from './types.ts';
import { headingOf, STATUS_TEXT, verdict } from './verdict.ts';

/** Lines of one difference that are shown before it is folded. */
const FOLDED_FROM = 40;
/** Part of the room findings may take: what is different is to be seen too. */
const FINDINGS_SHARE = 0.6;
/** Room for the sentence that says what was left out, in bytes. */
const RESERVE = 300;

/**
 * The result as Markdown, whole sections of it as long as they fit: findings first, then what is different.
 *
 * @param limit bytes.
 */
export function validateMarkdown(result: ValidateResult, limit: number): string {
  const { findings, base, files } = result;
  const sections = [
    `## oVirt Node manifests: ${escapeMarkdown(verdict(result))}`,
    ...(base === undefined ? [] : [`Compared with ${code(base)}.`]),
    ...findings.map(
      ({ severity, location, message, rule, when }) =>
        `- **${severity}** ${code(cleanLine(formatLocation(location)))}: ${escapeMarkdown(cleanLine(message))}` +
        `${when === undefined ? '' : ` (${escapeMarkdown(cleanLine(when))})`} ${code(rule)}`,
    ),
    ...result.diffs.map((diff) => section(diff, result.arches)),
    ...(files.length === 0 ? [] : [`### Other files of the image\n\n${block(describeFiles(files))}`]),
  ];
  const parts: string[] = [];
  let room = limit - RESERVE;
  let left = 0;
  let forFindings = room * FINDINGS_SHARE;
  for (const text of sections) {
    const size = Buffer.byteLength(text) + 2;
    const isFinding = text.startsWith('- ');
    if (isFinding) forFindings -= size;
    if (size > room || (isFinding && forFindings < 0)) left += 1;
    else {
      parts.push(text);
      room -= size;
    }
  }
  if (left > 0)
    parts.push(
      `${left} more of ${sections.length} parts did not fit here; the log and the outputs \`report\` and \`sarif\` have all of them.`,
    );
  return `${joined(parts)}\n`;
}

/** Findings are items of one list; everything else stands apart. */
function joined(parts: readonly string[]): string {
  return parts
    .map((part, index) => {
      const isItem = part.startsWith('- ');
      if (index === 0) return part;
      return `${isItem && parts[index - 1]?.startsWith('- ') === true ? '\n' : '\n\n'}${part}`;
    })
    .join('');
}

function section(diff: VariantDiff, arches: readonly string[]): string {
  const heading = escapeMarkdown(cleanLine(headingOf(diff, arches)));
  const lines = describeDiff(diff);
  if (lines.length === 0) return `**${heading}**: ${STATUS_TEXT[diff.status]}`;
  const text = block(lines);
  if (lines.length < FOLDED_FROM) return `### ${heading}\n\n${text}`;
  return `### ${heading}\n\n<details><summary>${lines.length} lines</summary>\n\n${text}\n\n</details>`;
}

/** Lines of a diff as a block of code that no text in it can end: its fence is longer than any run of backticks. */
function block(lines: readonly string[]): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  return `${fence}diff\n${lines.join('\n')}\n${fence}`;
}
