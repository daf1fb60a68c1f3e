import type { Location } from '../errors.ts';

/** How bad a finding is, worst first: the assembler would refuse it; it means something else than it looks; hygiene. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;

/** A word of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** One thing that is wrong or worth a look, at the line that has to change. */
export interface Finding {
  /** Id of the rule: `unknown-key`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What was found, what was expected and what to do, in one line without a location. */
  readonly message: string;
  /** `file` is relative to the directory that was looked at, with `/`; the line is missing only for whole files. */
  readonly location: Location;
  /**
   * The variants it holds for, when not for all: `only on s390x`, `only with stream=next`. Absent = always; JSON says
   * `always` then.
   */
  readonly when?: string;
}
