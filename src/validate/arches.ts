import { join } from 'node:path';
import { ARCHES } from '../arch.ts';
import { lookSettings } from './look-settings.ts';
import type { Side } from './side.ts';
import { directoryOf, type Target } from './targets.ts';

/** Architectures a configuration is looked at for: those that were asked for, else those its settings name, else all. */
export function archesOf(
  target: Target,
  { arches, settingsRoot }: Pick<Side, 'arches' | 'settingsRoot'>,
): readonly string[] {
  return arches ?? lookSettings(join(settingsRoot, directoryOf(target))).arches ?? ARCHES;
}

/** Those of several configurations together, each once. */
export function archesOfAll(
  targets: readonly Target[],
  side: Pick<Side, 'arches' | 'settingsRoot'>,
): readonly string[] {
  const found = new Set(targets.flatMap((target) => archesOf(target, side)));
  return side.arches ?? ARCHES.filter((arch) => found.has(arch));
}
