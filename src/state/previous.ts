import type { BuildRecord } from '../build-record/record.ts';

/** The build a new one is compared with and built upon. */
export interface PreviousBuild {
  readonly record: BuildRecord;
  /** Directory with copies of its state files. */
  readonly dir: string;
  /** Where it was found, for people. */
  readonly from: string;
  /** Why its images cannot be counted on, one text each; empty = all of them are there. Not asked before it matters. */
  readonly lostImages: (kinds: readonly string[]) => Promise<string[]>;
  /** Why nothing may be skipped after it: a run that failed since, an attempt that is repeated. */
  readonly failedSince: string | undefined;
}

/** What an earlier build must have been made for. */
export interface Wanted {
  /** rpm's name of the architecture. */
  readonly arch: string;
  readonly target: string | undefined;
  /** The manifest's name; undefined before it is known. */
  readonly name: string | undefined;
  /** Of the configuration in the workspace; undefined where it lies elsewhere. */
  readonly configPath: string | undefined;
}
