import { noPair, pairFor } from '../config-tree/pairs.ts';
import { findUndefinedPlaceholders, placeholderValues } from '../config-tree/placeholders.ts';
import type { InputName } from '../inputs/schema.ts';
import type { BuildInputs } from '../inputs/types.ts';

/** How {@link checkConfig} is asked. */
export interface ConfigCheck {
  /** Inputs that were given and refused: what follows from their absence is no news. */
  readonly refused: ReadonlySet<InputName>;
  /** No assembler runs, so none has to be known. */
  readonly renderOnly: boolean;
}

/** Mistakes of a configuration that show before anything is fetched, one text for each. */
export async function checkConfig(inputs: BuildInputs, check: ConfigCheck): Promise<string[]> {
  const problems = missingDefaults(inputs, check);
  // Nobody can tell which placeholders a refused list would have defined.
  if (check.refused.has('variables')) return problems;
  const names = new Set(Object.keys(placeholderValues(inputs)));
  if (isTargetOpen(inputs, check)) {
    for (const name of ['TARGET', 'RELEASEVER', 'FEDORA_RELEASEVER']) names.add(name);
  }
  if (check.refused.has('ovirt-version')) names.add('OVIRT_VERSION');
  return [...problems, ...(await findUndefinedPlaceholders(inputs.config, names))];
}

/** The release package may be for one target only, which then counts. */
function isTargetOpen({ target, ovirtRelease }: BuildInputs, { refused }: ConfigCheck): boolean {
  if (target !== undefined) return false;
  return ovirtRelease.length > 0 || refused.has('target') || refused.has('ovirt-release');
}

function missingDefaults(inputs: BuildInputs, check: ConfigCheck): string[] {
  if (isTargetOpen(inputs, check) || pairFor(inputs.target) !== undefined) return [];
  const needed: InputName[] = [];
  if (inputs.baseConfig === undefined) needed.push('base-config');
  if (inputs.assemblerImage === undefined && !check.renderOnly) needed.push('assembler-image');
  const missing = needed.filter((name) => !check.refused.has(name));
  return missing.length === 0 ? [] : [noPair(inputs.target, missing.join(', '))];
}
