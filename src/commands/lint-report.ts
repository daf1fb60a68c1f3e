import { readFileSync, statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { Finding } from '../lint/finding.ts';
import { byPlace } from '../lint/finish.ts';
import { formatGithub } from '../lint/format/github.ts';
import { formatJson } from '../lint/format/json.ts';
import { formatText } from '../lint/format/text.ts';
import { lint, type LintOptions } from '../lint/lint.ts';
import { namedFrom } from '../lint/prefix.ts';
import { ALL_RULES } from '../lint/rules.ts';
import type { FindingsFormat } from './findings-format.ts';

/** What is wrong with a configuration, and the text that tells it. */
export interface LintReport {
  /** Files are named from the working directory where it is at or above the configuration, else from there. */
  readonly findings: readonly Finding[];
  readonly text: string;
}

/**
 * Looks a configuration over.
 *
 * @param also what was found by other means, to be told with the rest.
 * @throws UserError as {@link lint}
 */
export async function lintReport(
  dir: string,
  options: LintOptions,
  format: FindingsFormat,
  also: readonly Finding[],
): Promise<LintReport> {
  const found = [...(await lint(dir, options)), ...also].sort(byPlace);
  const findings = namedFrom(found, dir, process.cwd());
  return { findings, text: await render(findings, format, dir) };
}

async function render(findings: readonly Finding[], format: FindingsFormat, dir: string): Promise<string> {
  switch (format) {
    case 'json':
      return formatJson(findings);
    case 'github':
      return formatGithub(findings);
    case 'sarif': {
      // Cryptography takes a while to load.
      const { formatSarif } = await import('../lint/format/sarif.ts');
      return formatSarif(findings, { rules: ALL_RULES, lineOf: lineReader(dir) });
    }
    case 'text':
      return formatText(findings);
    default:
      return format satisfies never;
  }
}

/** Reads lines of the files findings are in. */
function lineReader(dir: string): (file: string, line: number) => string | undefined {
  const files = new Map<string, readonly string[]>();
  const isBelow = !relative(process.cwd(), dir).startsWith('..');
  return (file, line) => {
    const path = resolve(isBelow ? process.cwd() : dir, file.split('/').join(sep));
    const known = files.get(path) ?? readLines(path);
    files.set(path, known);
    return known[line - 1];
  };
}

function readLines(path: string): readonly string[] {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? readFileSync(path, 'utf8').split('\n') : [];
}
