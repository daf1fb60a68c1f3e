import type { LintContext } from './context.ts';
import { labelsOf, type Variant } from './variants.ts';

/** Values that are spelled out in one text. */
const SPELLED = 6;

/** Variants a finding in a file could be seen in: those of manifests that use the file at all. */
export function possibleVariants(
  { variants }: Pick<LintContext, 'variants'>,
  file: string,
  seen: ReadonlySet<Variant>,
): Variant[] {
  const entries = new Set(
    variants.filter(({ walk }) => walk.files.includes(file)).map(({ variant }) => variant.entry),
  );
  for (const { entry } of seen) entries.add(entry);
  return variants.map(({ variant }) => variant).filter(({ entry }) => entries.has(entry));
}

/**
 * What the variants something was seen in have in common, against all it could have been seen in.
 *
 * @returns undefined when it was seen in all of them.
 */
export function whenText(seen: ReadonlySet<Variant>, all: readonly Variant[]): string | undefined {
  if (all.every((variant) => seen.has(variant))) return undefined;
  const labels = new Map(all.map((variant) => [variant, labelsOf(variant)]));
  const valuesOf = (name: string, variants: Iterable<Variant>): Set<string> =>
    new Set([...variants].map((variant) => labels.get(variant)?.get(name) ?? ''));
  const names = [...new Set([...labels.values()].flatMap((label) => [...label.keys()]))].filter(
    (name) => valuesOf(name, all).size > 1,
  );
  // A label whose values are all among the seen ones says nothing.
  const telling = names.filter((name) => valuesOf(name, seen).size < valuesOf(name, all).size);
  const fits = (used: readonly string[]): boolean =>
    all.every(
      (variant) =>
        seen.has(variant) ===
        used.every((name) => valuesOf(name, seen).has(labels.get(variant)?.get(name) ?? '')),
    );
  const single = telling.find((name) => fits([name]));
  const used = single === undefined ? telling : [single];
  if (used.length > 0 && fits(used)) {
    return `only ${used.map((name) => phrase(name, [...valuesOf(name, seen)])).join(' ')}`;
  }
  const listed = [...seen]
    .slice(0, SPELLED)
    .map((variant) => names.map((name) => phrase(name, [labels.get(variant)?.get(name) ?? ''])).join(' '));
  const more = seen.size > SPELLED ? ` and ${seen.size - SPELLED} more` : '';
  return `only ${listed.join('; ')}${more}`;
}

function phrase(name: string, values: readonly string[]): string {
  const sorted = [...values].sort();
  const more = sorted.length > SPELLED ? ` and ${sorted.length - SPELLED} more` : '';
  const listed = `${sorted.slice(0, SPELLED).join(', ')}${more}`;
  if (name === 'arch') return `on ${listed}`;
  if (name === 'manifest') return `in ${listed}`;
  if (name === 'build-args') return `with ${listed === '' ? 'no build arguments' : listed}`;
  return sorted.length === 1 ? `with ${name}=${listed}` : `with ${name} ${listed}`;
}
