import { cleanLine } from '../../log/clean.ts';
import type { Signature } from './signature.ts';
import { SIGNATURES } from './table.ts';
import { isCause, isFinal, isWrapper } from './wrappers.ts';

/** Why a step failed, as far as its output says. */
export interface Diagnosis {
  /** The line that says so, without colours; undefined when the step printed nothing. */
  readonly line: string | undefined;
  /** The known failure it is; undefined for one nobody has described yet. */
  readonly signature: Signature | undefined;
}

/** Characters of a line that are looked at: a child may print a line of any length to keep the patterns busy. */
const LOOKED_AT = 4096;

/** Lines above the one that decided in which a more telling one of the same failure is looked for. */
const NEARBY = 40;

/**
 * Finds out why a step failed from its last lines, read from the bottom up: wrappers are passed by, the first line of
 * a known failure decides. An error nobody knows ends the search, because what stands above it happened before it.
 */
export function diagnose(tail: readonly string[]): Diagnosis {
  const lines = tail.map((line) => cleanLine(line.slice(0, LOOKED_AT)).trim()).filter((line) => line !== '');
  let wrapping: Diagnosis | undefined;
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const line = lines[index] ?? '';
    if (isWrapper(line)) continue;
    const signature = signatureOf(line);
    if (signature?.wraps === true) {
      wrapping ??= { line, signature };
    } else if (signature !== undefined) {
      return { line: mostTelling(signature, lines.slice(Math.max(0, index - NEARBY))) ?? line, signature };
    } else if (isFinal(line)) {
      break;
    }
  }
  return wrapping ?? { line: unknownCause(lines), signature: undefined };
}

/** The failure a line belongs to, the first of the table. */
export function signatureOf(line: string): Signature | undefined {
  return SIGNATURES.find(({ patterns }) => patterns.some((pattern) => pattern.test(line)));
}

function mostTelling({ patterns }: Signature, lines: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    const found = lines.findLast((line) => pattern.test(line));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The last line that names a cause, past the wrappers; else the last line at all. */
function unknownCause(lines: readonly string[]): string | undefined {
  const telling = lines.filter((line) => !isWrapper(line));
  return telling.findLast(isCause) ?? telling.at(-1) ?? lines.at(-1);
}
