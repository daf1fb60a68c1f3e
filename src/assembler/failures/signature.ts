import type { Dialect } from '../probe.ts';

/**
 * What kind of thing went wrong, with the letter reference/assembler.md section 6 gives it. The name is the output
 * `failure-class`.
 */
export const CLASS_LETTERS = {
  environment: 'E',
  config: 'C',
  repository: 'R',
  packages: 'P',
  tool: 'T',
  state: 'S',
} as const;

/** A class of {@link CLASS_LETTERS}. */
export type SignatureClass = keyof typeof CLASS_LETTERS;

/** Dialects a text occurs in. */
export const EVERY_DIALECT: readonly Dialect[] = ['D0', 'D1', 'D2', 'D3', 'D4'];
/** Those that compose with rpm-ostree and not with buildah. */
export const CLASSIC: readonly Dialect[] = ['D0', 'D1', 'D2', 'D3'];

/** How one known failure is recognized, explained and answered. */
export interface Signature {
  /** Stable: the output `failure-signature`. */
  readonly id: string;
  /** Row of the table in reference/assembler.md section 6. */
  readonly number: number;
  readonly class: SignatureClass;
  /**
   * Any of these makes a line one of this failure; the first is the most telling, and the line it matches is the one
   * that is shown. They see a line without colours, control characters and outer blanks.
   */
  readonly patterns: readonly [RegExp, ...RegExp[]];
  /** What happened, in a sentence of Markdown. */
  readonly cause: string;
  /** What to do, naming the input or file; Markdown too. */
  readonly fix: string;
  /** True when the same step can succeed a minute later without anybody doing anything. */
  readonly retry: boolean;
  readonly dialects: readonly Dialect[];
  /** Where the text is known from. */
  readonly source: string;
  /**
   * How we know that it is recognized: from a real run of the lab's assembler, from one of the engine alone, or from a
   * text kept with its source.
   */
  readonly tried: 'lab' | 'engine' | 'replayed';
  /** Ids of signatures that match the same lines and yield, because this one says more. It stands before them. */
  readonly over?: readonly string[];
  /** It only wraps what failed below it: reading goes on upward, and this counts when nothing else is found. */
  readonly wraps?: true;
}
