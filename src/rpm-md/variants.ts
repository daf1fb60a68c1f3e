import { formatLocation } from '../errors.ts';
import type { Finding } from '../lint/finding.ts';
import { whenText } from '../variants/when.ts';

/** What a manifest was resolved for. */
export interface Variant {
  readonly arch: string;
  /** Variables of the treefile that were given. */
  readonly vars: Readonly<Record<string, string>>;
}

/** The findings of several variants as one list: each once, with the variants it holds for when those are not all. */
export function mergeVariants(
  results: readonly { readonly variant: Variant; readonly findings: readonly Finding[] }[],
): Finding[] {
  const merged = new Map<string, { readonly finding: Finding; readonly variants: Set<Variant> }>();
  for (const { variant, findings } of results) {
    for (const finding of findings) {
      const { rule, severity, message, location } = finding;
      const key = JSON.stringify([rule, severity, message, formatLocation(location)]);
      const entry = merged.get(key) ?? { finding, variants: new Set<Variant>() };
      merged.set(key, entry);
      entry.variants.add(variant);
    }
  }
  const all = results.map(({ variant }) => variant);
  return [...merged.values()].map(({ finding, variants }) => {
    const when = whenText(variants, all, labelsOf);
    return when === undefined ? finding : { ...finding, when };
  });
}

function labelsOf({ arch, vars }: Variant): ReadonlyMap<string, string> {
  return new Map([['arch', arch], ...Object.entries(vars)]);
}
