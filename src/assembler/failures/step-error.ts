import { UserError } from '../../errors.ts';
import type { SignatureClass } from './signature.ts';

/** The output `failure-class` of a step: a class of the known failures, a step over its time limit, or none we know. */
export type FailureClass = SignatureClass | 'timeout' | 'unknown';

/** The values of `failure-class` and `failure-signature` for what nobody has described yet. */
export const UNKNOWN = 'unknown';
/** The value of `failure-signature` for a step that was stopped by its time limit. */
export const STEP_TIMEOUT = 'step-timeout';

/** Everything there is to say about a step that failed. */
export interface StepFailure {
  /** Id of the step. */
  readonly step: string;
  readonly exitCode: number;
  readonly class: FailureClass;
  /** Id of the signature, {@link STEP_TIMEOUT} or {@link UNKNOWN}. */
  readonly signature: string;
  /** The line that says why, or what there is to say when the step said nothing. */
  readonly line: string;
  readonly cause: string | undefined;
  readonly fix: string | undefined;
  /** Facts of the machine that belong to it, such as what fills the disk. */
  readonly details: readonly string[];
  /** The last lines of the step, without colours. */
  readonly lastLines: readonly string[];
  /** Path of its whole output. */
  readonly logFile: string;
  /** True when the same step may well succeed when it is run again. */
  readonly retry: boolean;
}

/**
 * A step of the assembler failed. The message is what an annotation shows: line, cause and fix, and for an unknown
 * failure the last lines instead; the summary is made from `failure`.
 */
export class StepError extends UserError {
  declare readonly failure: StepFailure;

  constructor(failure: StepFailure) {
    super(messageFor(failure), { failure });
    this.name = 'StepError';
  }
}

function messageFor({ step, exitCode, line, cause, fix, details, lastLines, logFile }: StepFailure): string {
  const known = cause !== undefined;
  return [
    `${step} failed (exit code ${exitCode}): ${line}`,
    ...(cause === undefined ? [] : [`cause: ${cause}`]),
    ...(fix === undefined ? [] : [`fix: ${fix}`]),
    ...details,
    ...(known || lastLines.length === 0
      ? []
      : [`its last ${lastLines.length} lines:`, ...lastLines.map(indented)]),
    `full log: ${logFile}`,
  ].join('\n');
}

function indented(line: string): string {
  return `    ${line}`;
}
