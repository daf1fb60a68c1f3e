import type { Unverified } from './unverified.ts';

/**
 * Steps of a real run that show what a section of reference/assembler.md infers, when all of them end well. `probe`
 * stands for looking into the pulled image.
 */
export const SHOWN_BY: Readonly<Record<string, readonly string[]>> = {
  '3.3': ['live'],
  '3.5': ['tarball'],
  '4.3': ['init', 'build'],
  '4.4': ['build', 'metal', 'metal4k', 'live'],
  '4.5': ['build'],
  '8.2b': ['probe'],
  '9.1': ['probe'],
};

/** True when the steps that ended well show it; undefined for what no step shows. */
export function isObserved({ section }: Unverified, endedWell: ReadonlySet<string>): boolean | undefined {
  const steps = section === undefined ? undefined : SHOWN_BY[section];
  return steps?.every((step) => endedWell.has(step));
}
