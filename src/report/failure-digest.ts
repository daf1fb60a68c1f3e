import { StepError } from '../assembler/failures/step-error.ts';
import { messageOf, UserError } from '../errors.ts';
import { maskSecrets } from '../log/secrets.ts';
import { failureOutputs } from './outputs.ts';

/** What there is to say about a failed build where there is little room; all of it is foreign text but cause and fix. */
export interface FailureDigest {
  /** The output `failure-class`. */
  readonly class: string;
  /** The output `failure-signature`. */
  readonly signature: string;
  /** The step of the assembler that failed; undefined when the failure was in none. */
  readonly step: string | undefined;
  /** The one line that says what happened. */
  readonly line: string;
  /** Markdown of ours. */
  readonly cause: string | undefined;
  /** Markdown of ours. */
  readonly fix: string | undefined;
  /** Further lines: facts of the machine, the rest of a message, or the step's last ones. */
  readonly lines: readonly string[];
}

/** The digest of whatever ended a build, with secrets covered. */
export function failureDigest(error: unknown): FailureDigest {
  const { 'failure-class': kind, 'failure-signature': signature } = failureOutputs(error);
  const names = { class: kind, signature };
  if (error instanceof StepError) {
    const { step, line, cause, fix, details, lastLines } = error.failure;
    return {
      ...names,
      step,
      line: maskSecrets(line),
      cause,
      fix,
      lines: [...details, ...lastLines].map(maskSecrets),
    };
  }
  const [first = '', ...rest] = maskSecrets(messageOf(error)).split('\n');
  // What only announces a list says nothing without it.
  const announces = first.trimEnd().endsWith(':');
  const line = announces ? [first, ...rest].map((text) => text.trim()).join(' ') : first;
  return {
    ...names,
    step: undefined,
    line: error instanceof UserError ? line : `internal error, please report it: ${line}`,
    cause: undefined,
    fix: undefined,
    lines: announces ? [] : rest,
  };
}
