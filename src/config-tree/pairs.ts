import { UserError } from '../errors.ts';

/** A base configuration and the assembler that goes with it. */
export interface Pair {
  readonly target: string;
  readonly baseConfig: string;
  readonly baseConfigRef: string;
  /** What a manifest includes of it, below base-config-path. */
  readonly include: string;
  readonly assemblerImage: string;
  readonly dialect: 'D2';
  /** What the pair was tried with: our own rehearsals, the assembler's real scripts, or the real thing. */
  readonly verified: 'lab' | 'scripts' | 'real';
}

/** One row per target that has one. */
export const PAIRS: readonly Pair[] = [
  {
    target: 'el9',
    baseConfig: 'https://github.com/openshift/os',
    // release-4.17, with its submodule fedora-coreos-config.
    baseConfigRef: '894f839b2ca0fb9b063664c6853c191b62814ec2',
    include: 'manifest-c9s.yaml',
    // UNVERIFIED: that this tag is still pullable is inferred from the jobs that made it.
    assemblerImage: 'quay.io/coreos-assembler/coreos-assembler:rhcos-4.17',
    dialect: 'D2',
    verified: 'lab',
  },
];

/** The pair of a target; undefined when there is none. */
export function pairFor(target: string | undefined): Pair | undefined {
  return PAIRS.find((pair) => pair.target === target);
}

/** @throws UserError that says what to give instead. */
export function needPair(target: string | undefined, input: string): Pair {
  const pair = pairFor(target);
  if (pair !== undefined) return pair;
  throw new UserError(
    `${input}: no default is known for ${target === undefined ? 'a build without target' : `target ${target}`} ` +
      `(there is one for ${PAIRS.map((entry) => entry.target).join(', ')}); give base-config, base-config-ref and assembler-image`,
  );
}
