import type { Location } from '../errors.ts';

/**
 * Where everything for a person goes. The action writes workflow commands to standard output, the command line
 * writes plain text to standard error (its standard output carries results only); the rest cannot tell which.
 */
export interface Log {
  info(message: string): void;
  notice(message: string, location?: Location): void;
  warning(message: string, location?: Location): void;
  error(message: string, location?: Location): void;
  /** Shown only when debugging is on. */
  debug(message: string): void;
  /** Runs `body` with its output folded under `title`; groups do not nest. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  /** Relays bytes of a program that is not ours: they are shown and can never act as a workflow command. */
  child(): ChildRelay;
}

/** One running child's output on its way to the log; see decision 21 of the design. */
export interface ChildRelay {
  write(line: string): void;
  close(): void;
}
