/** What a case did that no case may. */
export interface Finding {
  readonly run: number;
  readonly kind: 'crash' | 'escape' | 'memory' | 'hang';
  readonly message: string;
}

/** What a process that runs cases is told. */
export interface WorkerOrder {
  /** URL of a module that exports `targets`. */
  readonly module: string;
  readonly target: string;
  readonly seed: string;
  readonly first: number;
  /** The first run that is not done. */
  readonly end: number;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Empty directory for its cases. */
  readonly dir: string;
  /** Memory a case may take on top of what was taken before, in MiB. */
  readonly caseMegabytes: number;
  /** File each case is written to, for looking at one. */
  readonly keep?: string;
}

/** Where the process writes the number of the run it is at, and findings; one JSON value a line. */
export const REPORT_FD = 3;

export function isOrder(value: unknown): value is WorkerOrder {
  return typeof value === 'object' && value !== null && 'module' in value && 'caseMegabytes' in value;
}

export function isFinding(value: unknown): value is Finding {
  return typeof value === 'object' && value !== null && 'run' in value && 'kind' in value;
}
