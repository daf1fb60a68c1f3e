import type { ValidateResult } from './types.ts';
import { countOf } from './findings.ts';

/** Bytes of an output; all outputs of a job together may have 1 MiB. */
const OUTPUT_LIMIT = 256 * 1024;

/** The whole result as an object: what `--json` prints and the report file holds. */
export function validateJson(result: ValidateResult): object {
  const { findings } = result;
  return {
    valid: countOf(findings, 'error') === 0,
    errors: countOf(findings, 'error'),
    warnings: countOf(findings, 'warning'),
    ...diffJson(result),
    findings,
  };
}

/** What is different, without the findings. */
function diffJson({ base, changed, configs, arches, diffs, files }: ValidateResult): object {
  return { base: base ?? null, changed: changed ?? null, configs, arches, diffs, files };
}

/** Texts of the outputs that are JSON; too long ones are cut to whole, smaller JSON that says so. */
export function jsonOutputs(result: ValidateResult): { diff: string; findings: string } {
  const diff = JSON.stringify(diffJson(result));
  const small = JSON.stringify({
    ...diffJson({ ...result, diffs: [], files: [], configs: result.configs.slice(0, 100) }),
    truncated: true,
    variants: result.diffs.length,
    changedVariants: result.diffs.filter(({ status }) => status !== 'same').length,
    changedFiles: result.files.length,
  });
  return { diff: fits(diff) ? diff : small, findings: findingsJson(result) };
}

function findingsJson({ findings }: ValidateResult): string {
  let count = findings.length;
  for (;;) {
    const text = JSON.stringify(findings.slice(0, count));
    if (fits(text)) return text;
    count = Math.floor(count / 2);
  }
}

function fits(text: string): boolean {
  return Buffer.byteLength(text) <= OUTPUT_LIMIT;
}
