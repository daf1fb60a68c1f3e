import { whenText as whenOf } from '../variants/when.ts';
import type { LintContext } from './context.ts';
import { labelsOf, type Variant } from './variants.ts';

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
  return whenOf(seen, all, labelsOf);
}
