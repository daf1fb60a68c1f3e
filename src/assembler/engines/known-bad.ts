import type { EngineName } from '../engine.ts';
import { atLeast } from './version.ts';

/** Versions of an engine and of what lies below it; empty where unknown. */
export interface EngineVersions {
  readonly name: EngineName;
  readonly version: string;
  readonly runtime: string;
  readonly runtimeVersion: string;
  /** Version of fuse-overlayfs when the storage goes through it. */
  readonly fuseOverlayfs: string;
}

/** A version that is known to go wrong. */
export interface KnownBad {
  readonly applies: (versions: EngineVersions) => boolean;
  /** What happens and what to do. */
  readonly text: string;
  /** Where it is reported. */
  readonly source: string;
}

/** One entry for each report; a fixed version needs no entry of its own. */
export const KNOWN_BAD: readonly KnownBad[] = [
  {
    applies: ({ name, version }) => name === 'podman' && /^5\.8\.4(?!\d)/.test(version),
    text: 'podman 5.8.4, as hosted runners had it in August 2026, hangs in `podman exec`; steps that use it need a time limit',
    source: 'https://github.com/actions/runner-images/issues/14604',
  },
  {
    applies: ({ name, version, runtime, runtimeVersion }) =>
      name === 'podman' &&
      atLeast(version, [5]) &&
      runtime === 'crun' &&
      runtimeVersion !== '' &&
      !atLeast(runtimeVersion, [1, 14, 3]),
    text:
      'podman 5 with a crun older than 1.14.3 starts no container ("unknown version specified"); ' +
      'install a newer crun where `podman info` finds it, or use engine: docker',
    source: 'https://github.com/actions/runner-images/issues/14473',
  },
  {
    applies: ({ fuseOverlayfs }) => /^1\.16(?!\d)/.test(fuseOverlayfs),
    text: 'fuse-overlayfs 1.16 has silently damaged images and rpm databases; use another version, or engine: docker',
    source: 'https://github.com/actions/runner-images/issues/14597',
  },
];

/** Warnings for these versions, each with its source. */
export function warningsFor(
  versions: EngineVersions,
  list: readonly KnownBad[] = KNOWN_BAD,
): readonly string[] {
  return list.filter(({ applies }) => applies(versions)).map(({ text, source }) => `${text} (${source})`);
}
