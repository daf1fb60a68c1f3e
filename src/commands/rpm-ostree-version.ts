import { PAIRS, type Pair } from '../config-tree/pairs.ts';

/** Which rpm-ostree is going to read a manifest. */
export interface RpmOstreeVersion {
  /** Undefined where nobody knows. */
  readonly version: string | undefined;
  /** Where it is from, or what is left out without it; for the log. */
  readonly remark: string | undefined;
}

/**
 * The version a lint holds a manifest against: the one that was given, else what is known of the assembler that goes
 * with the target.
 *
 * @param name of the input or flag that gives it.
 */
export function rpmOstreeVersion(
  given: string | undefined,
  target: string | undefined,
  name: string,
  pairs: readonly Pair[] = PAIRS,
): RpmOstreeVersion {
  if (given !== undefined) return { version: given, remark: undefined };
  // Nothing says which assembler it will be.
  if (target === undefined) return { version: undefined, remark: undefined };
  const { rpmOstree, rpmOstreeVerified } = pairs.find((pair) => pair.target === target) ?? {};
  return rpmOstree === undefined
    ? {
        version: undefined,
        remark: `the rpm-ostree of the assembler for ${target} is not known, so what it may be too old for was not looked at; give ${name} (a build's log names it)`,
      }
    : {
        version: rpmOstree,
        remark: `the assembler for ${target} has rpm-ostree ${rpmOstree} (verified: ${rpmOstreeVerified ?? ''})`,
      };
}

/** Targets of which it is known without anybody giving it, for a person; empty when there is none. */
export function targetsWithVersion(pairs: readonly Pair[] = PAIRS): string {
  return pairs
    .filter(({ rpmOstree }) => rpmOstree !== undefined)
    .map(({ target }) => target)
    .join(', ');
}
