/** A place in a file a person can open: 1-based line and column. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** What a failure is called in the outputs `failure-class` and `failure-signature`. */
export interface FailureName {
  readonly class: string;
  readonly signature: string;
}

/** Options of {@link UserError}. */
export interface UserErrorOptions {
  /** Where the mistake is; printed in front of the message and used for the annotation. */
  readonly location?: Location;
  /** 1 = refused or failed, 2 = the call itself was wrong (decision 19 of the design). */
  readonly exitCode?: 1 | 2;
  readonly cause?: unknown;
  /** Which known failure it is, where that is known. */
  readonly failure?: FailureName | undefined;
}

/**
 * The only error a person is meant to read. Its message names the input or the file, what was found, what was
 * expected and what to do; it is printed without a stack trace. Everything else that is thrown is a bug of ours.
 */
export class UserError extends Error {
  readonly location: Location | undefined;
  readonly exitCode: 1 | 2;
  /** Set where the error is made, or by the part of the job it came out of. */
  failure: FailureName | undefined;
  /** Directory in which what was done so far is kept; set where there is one. */
  keptIn: string | undefined;

  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'UserError';
    this.location = options.location;
    this.exitCode = options.exitCode ?? 1;
    this.failure = options.failure;
  }
}

/** `file:line:column`, as editors and terminals understand it. */
export function formatLocation(location: Location): string {
  const parts = [location.file];
  if (location.line !== undefined) parts.push(String(location.line));
  if (location.line !== undefined && location.column !== undefined) parts.push(String(location.column));
  return parts.join(':');
}

/** The message of anything thrown, without a stack trace. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
