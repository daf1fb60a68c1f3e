import { formatLocation } from '../errors.ts';
import { cleanLine } from '../log/clean.ts';
import type { Contribution } from '../treefile/explain.ts';
import { printJson, ownValue } from '../treefile/print.ts';
import type { Flattened } from '../treefile/types.ts';
import { asMap } from '../treefile/values.ts';

/** Characters of a value that are shown in a line. */
const VALUE_WIDTH = 60;

/** Everything about a flattened treefile as JSON, with a line end. */
export function flattenReport(flattened: Flattened): string {
  const { values, visited, files, variables, hidden, finalize, warnings } = flattened;
  const report = ownValue({
    visited,
    files: files.map(({ path, format, includedBy }) => ({ path, format, includedBy: includedBy ?? null })),
    variables: Object.fromEntries([...variables].map(([name, { value }]) => [name, value])),
    repovars: hidden['repovars'] ?? {},
    finalize,
    warnings,
  });
  const config = { key: ownValue('config'), value: asMap(values) };
  return `${printJson({ ...report, entries: [config, ...(report.entries ?? [])] })}\n`;
}

/** What contributes to a key, one line each: value, whether it is in force, and its place. */
export function explanation(key: string, contributions: readonly Contribution[]): string {
  const lines = contributions.map(({ element, value, status, origin, implied }) => {
    const what =
      element === undefined || element === value ? shortened(value) : `${element}: ${shortened(value)}`;
    const place = origin === undefined || origin.file === '' ? 'given from outside' : formatLocation(origin);
    const by = implied === undefined ? '' : `, implied by ${implied}`;
    return `  ${status.padEnd(10)} ${what}  (${place}${by})`;
  });
  return `${[`${key}:`, ...lines].map(cleanLine).join('\n')}\n`;
}

function shortened(value: unknown): string {
  const text =
    typeof value === 'string' && /^[\w.+:/@~^-]+$/.test(value) ? value : JSON.stringify(value ?? null);
  return text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH - 1)}…` : text;
}
