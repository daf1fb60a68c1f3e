import type { HandedArgs } from '../build-args/handed.ts';
import { startsOf } from './starts.ts';
import type { Tree } from './tree.ts';
import type { TreefileCache } from './treefile.ts';

/** One way a manifest is built: the run looks at all of them at once. */
export interface Variant {
  readonly entry: string;
  readonly arch: string;
  /** Given by the caller; always strings. */
  readonly vars: Readonly<Record<string, string>>;
  /** What the build hands to the manifest. */
  readonly args: HandedArgs | undefined;
}

/** How a variant differs from others: by its architecture, its manifest, its variables. */
export function labelsOf(variant: Variant): ReadonlyMap<string, string> {
  return new Map([
    ['arch', variant.arch],
    ['manifest', variant.entry],
    ['build-args', variant.args?.file ?? ''],
    ...Object.entries(variant.vars),
  ]);
}

/** The initial variables of a variant, with the type they have for conditions. */
export function initialVariables(variant: Variant): Map<string, string | bigint | boolean> {
  const initial = new Map<string, string | bigint | boolean>(Object.entries(variant.vars));
  if (variant.args === undefined) return initial;
  const { variables, releasever } = variant.args;
  for (const [name, value] of Object.entries(variables)) if (!initial.has(name)) initial.set(name, value);
  if (releasever !== undefined && !initial.has('releasever')) initial.set('releasever', BigInt(releasever));
  return initial;
}

/** What decides which variants there are. */
export interface VariantOptions {
  readonly arches: readonly string[];
  /** Values of each variable; every combination is a variant. */
  readonly vars: Readonly<Record<string, readonly string[]>>;
  /** Manifests to look at, instead of those the tree tells. */
  readonly manifests: readonly string[];
}

/** Every variant of a tree: manifests and their build arguments, times architectures, times values of variables. */
export function variantsOf(tree: Tree, options: VariantOptions, cache?: TreefileCache): Variant[] {
  const starts = startsOf(tree, options.manifests, cache);
  const sets = variableSets(options.vars);
  return starts.flatMap(({ entry, args }) =>
    options.arches.flatMap((arch) => sets.map((vars) => ({ entry, arch, vars, args }))),
  );
}

/** Combinations of values beyond this many are a mistake. */
const SETS_LIMIT = 256;

/** Every combination of the values of variables. */
export function variableSets(vars: VariantOptions['vars']): Record<string, string>[] {
  let sets: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(vars)) {
    sets = sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))).slice(0, SETS_LIMIT);
  }
  return sets;
}
