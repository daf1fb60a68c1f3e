import type { Unverified } from './unverified.ts';

/** Which fact, and the steps of a real run that show it when all of them end well. */
export interface Shown {
  /** Section of reference/assembler.md the fact is from. */
  readonly section: string;
  /** File that relies on it: two files may rely on a section, each on another of its facts. */
  readonly file: string;
  /** `probe` stands for looking into the pulled image. */
  readonly steps: readonly string[];
}

/**
 * Only what cannot go well unless the fact is true. Left out, since the run goes around them: the group of /dev/kvm (its
 * mode lets everybody in), git's settings from the environment (the configuration belongs to the builder already), the
 * emulator's name (nothing is booted), the 40 GiB (the disk may be larger).
 */
export const SHOWN_BY: readonly Shown[] = [
  { section: '3.3', file: 'src/images/meta.ts', steps: ['live'] },
  { section: '3.5', file: 'src/assembler/plan.ts', steps: ['tarball'] },
  { section: '4.4', file: 'src/runner/preflight.ts', steps: ['build', 'metal', 'metal4k', 'live'] },
  { section: '4.5', file: 'src/assembler/plan.ts', steps: ['build'] },
  { section: '8.2b', file: 'src/config-tree/pairs.ts', steps: ['probe'] },
  { section: '9.1', file: 'src/assembler/probe.ts', steps: ['probe'] },
];

/** The steps that show a fact; none for what no step shows. */
export function stepsShowing({ section, file }: Unverified): readonly string[] {
  return SHOWN_BY.find((shown) => shown.section === section && shown.file === file)?.steps ?? [];
}

/** True when the steps that ended well show it; undefined for what no step shows. */
export function isObserved(fact: Unverified, endedWell: ReadonlySet<string>): boolean | undefined {
  const steps = stepsShowing(fact);
  return steps.length === 0 ? undefined : steps.every((step) => endedWell.has(step));
}
