import type { HandedArgs } from '../build-args/handed.ts';
import { UserError } from '../errors.ts';
import { RULE_IDS } from '../lint/rules.ts';
import { readSettings } from '../lint/settings.ts';
import { Tree } from '../lint/tree.ts';
import { variableSets } from '../lint/variants.ts';
import { realPathOf } from '../treefile/inside-roots.ts';

/** How a configuration says it is looked at. */
export interface LookSettings {
  /** Architectures it is made for; undefined when it does not say. */
  readonly arches: readonly string[] | undefined;
  /** Values of variables, every combination; one empty set when there are none. */
  readonly vars: readonly Readonly<Record<string, string>>[];
  /** Manifests to look at, instead of those the directory tells. */
  readonly manifests: readonly string[];
}

/** Of a configuration that says nothing. */
const NOTHING: LookSettings = { arches: undefined, vars: [{}], manifests: [] };

/**
 * Reads the settings file of a configuration. What is wrong with it is for the look with the rules to tell.
 *
 * @param dir of the configuration; it need not be there.
 */
export function lookSettings(dir: string): LookSettings {
  const real = realPathOf(dir);
  try {
    if (real === undefined) return NOTHING;
    const { arches, vars, manifests } = readSettings(new Tree(real), RULE_IDS);
    return { arches, vars: variableSets(vars), manifests };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return NOTHING;
  }
}

/**
 * A variant by its manifest and what else tells it from others: `manifest.yaml (build-args.conf, stream=next)`.
 *
 * @param entry empty for a manifest that is looked at by itself, whose name is said already.
 */
export function variantName(
  entry: string,
  args: HandedArgs | undefined,
  vars: Readonly<Record<string, string>>,
): string {
  const more = [
    ...(args === undefined ? [] : [args.file]),
    ...Object.entries(vars).map(([name, value]) => `${name}=${value}`),
  ];
  return more.length === 0 ? entry : `${entry} (${more.join(', ')})`.trimStart();
}
