import { findUndefinedPlaceholders, placeholderValues } from '../config-tree/placeholders.ts';
import type { BuildInputs } from '../inputs/types.ts';

/** Mistakes of a configuration that show before anything is fetched. */
export async function checkConfig(inputs: BuildInputs): Promise<string[]> {
  const names = new Set(Object.keys(placeholderValues(inputs)));
  // The release package may be for one target only, which then defines these.
  if (inputs.target === undefined && inputs.ovirtRelease.length > 0) {
    for (const name of ['TARGET', 'RELEASEVER', 'FEDORA_RELEASEVER']) names.add(name);
  }
  return await findUndefinedPlaceholders(inputs.config, names);
}
