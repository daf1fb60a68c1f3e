/**
 * Where a row starts: an empty work directory; one with a configuration at src/config; the same after `init`; after
 * `fetch`; with a build; with its disk images; with its live images.
 */
export type State = 'empty' | 'config' | 'init' | 'fetched' | 'built' | 'disks' | 'live';

/** One sentence of reference/assembler.md, as commands and what must come of them. */
export interface Row {
  /** Section of reference/assembler.md. */
  readonly section: string;
  /** What the reference says, in short. */
  readonly says: string;
  readonly state: State;
  /** Changes nothing in the work directory. */
  readonly looks?: boolean;
  /** Shell lines before, as the builder in the work directory. */
  readonly before?: string;
  /** Arguments of `cosa`; with `shell` they are one script instead. */
  readonly run: readonly string[];
  /** Runs this script in place of `cosa`. */
  readonly shell?: string;
  /** On top of FORCE_UNPRIVILEGED=1 and COSA_NO_KVM=1; an empty value takes one away. */
  readonly env?: Readonly<Record<string, string>>;
  /** Expected exit code. */
  readonly exit: number;
  /** Texts that must stand in the output. */
  readonly out?: readonly string[];
  /** A script that must succeed afterwards, in the work directory. */
  readonly after?: string;
}

/** Rows that one verb refuses in the same way. */
export function refusals(section: string, rows: readonly Omit<Row, 'section' | 'exit'>[]): Row[] {
  return rows.map((row) => ({ ...row, section, exit: 1 }));
}
