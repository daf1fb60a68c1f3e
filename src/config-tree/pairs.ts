import { UserError } from '../errors.ts';
import table from './pairs.json' with { type: 'json' };

/** A base configuration and the assembler that goes with it; the rows are in pairs.json. */
export interface Pair {
  readonly target: string;
  readonly baseConfig: string;
  /** Full commit id. */
  readonly baseConfigRef: string;
  /** Branch the commit is on, for people. */
  readonly branch: string;
  /** The base has submodules, which are fetched with it. */
  readonly submodules: boolean;
  /** What a manifest includes of it, below base-config-path. */
  readonly include: string;
  /** Placeholders the pair defines for its target; the input of that name wins. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * A tag: what digest it stands for is resolved and reported by each build.
   *
   * UNVERIFIED: that the tags can still be pulled (assembler.md, section 8.2b).
   */
  readonly assemblerImage: string;
  readonly dialect: 'D2';
  /**
   * rpm-ostree of the assembler, such as `2024.8`; absent where nobody has seen the version: the image of a tag is
   * rebuilt, and its Fedora release (assembler.md, section 2) had several.
   */
  readonly rpmOstree?: string;
  /** How {@link rpmOstree} is known; with it, and only with it. */
  readonly rpmOstreeVerified?: Pair['verified'];
  /** What the pair was tried with: our own rehearsals, the assembler's real scripts, or the real thing. */
  readonly verified: 'lab' | 'scripts' | 'real';
  /** What a user of the pair should know; shown in the log. */
  readonly remark: string;
}

/** What each word of `verified` means. */
export const VERIFIED_MEANS = {
  lab: 'our own rehearsals: real trees, repositories and container engine, a stand-in for the assembler',
  scripts: "the assembler's own scripts over a stand-in for rpm-ostree",
  real: 'the real assembler',
} as const satisfies Record<Pair['verified'], string>;

const VERIFIED = ['lab', 'scripts', 'real'] as const;

/** One row per target that has one. A target without a row has no default, and nothing is guessed for it. */
export const PAIRS: readonly Pair[] = table.map((row) => readPair(row));

/** A row of pairs.json. */
export type PairRow = Omit<Pair, 'dialect' | 'verified' | 'rpmOstreeVerified'> & {
  readonly dialect: string;
  readonly verified: string;
  readonly rpmOstreeVerified?: string;
};

/** Reads a row. @throws Error for words there are not: the table is part of the program. */
export function readPair({ rpmOstree, rpmOstreeVerified, ...row }: PairRow): Pair {
  if ((rpmOstree === undefined) !== (rpmOstreeVerified === undefined))
    throw new Error(`pairs.json: ${row.target}: rpmOstree and rpmOstreeVerified belong together`);
  return {
    ...row,
    dialect: oneOf(['D2'], row.dialect),
    verified: oneOf(VERIFIED, row.verified),
    ...(rpmOstree === undefined || rpmOstreeVerified === undefined
      ? {}
      : { rpmOstree, rpmOstreeVerified: oneOf(VERIFIED, rpmOstreeVerified) }),
  };
}

function oneOf<const T extends string>(values: readonly T[], found: string): T {
  const value = values.find((entry) => entry === found);
  if (value === undefined) throw new Error(`pairs.json: ${found} is not one of ${values.join(', ')}`);
  return value;
}

/** The pair of a target; undefined when there is none. */
export function pairFor(target: string | undefined): Pair | undefined {
  return PAIRS.find((pair) => pair.target === target);
}

/** Says of a target that has no pair what to give instead. @param input name of what is missing */
export function noPair(target: string | undefined, input: string): string {
  const known = PAIRS.map((entry) => entry.target).join(', ');
  return (
    `${input}: no default is known for ${target === undefined ? 'a build without target' : `target ${target}`} ` +
    `(there is one for ${known}); give base-config, base-config-ref and assembler-image`
  );
}

/** The pair of a target. @throws UserError that says what to give instead. */
export function needPair(target: string | undefined, input: string): Pair {
  const pair = pairFor(target);
  if (pair !== undefined) return pair;
  throw new UserError(noPair(target, input));
}
