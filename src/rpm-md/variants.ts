import { formatLocation } from '../errors.ts';
import type { Finding } from '../lint/finding.ts';

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
  const merged = new Map<string, { readonly finding: Finding; readonly variants: Variant[] }>();
  for (const { variant, findings } of results) {
    for (const finding of findings) {
      const { rule, severity, message, location } = finding;
      const key = JSON.stringify([rule, severity, message, formatLocation(location)]);
      const entry = merged.get(key) ?? { finding, variants: [] };
      merged.set(key, entry);
      if (!entry.variants.includes(variant)) entry.variants.push(variant);
    }
  }
  const all = results.map(({ variant }) => variant);
  return [...merged.values()].map(({ finding, variants }) =>
    variants.length === all.length ? finding : { ...finding, when: only(variants, all) },
  );
}

/** `only on s390x`, `only with stream=next`, or both: as little as tells them from the others. */
function only(some: readonly Variant[], all: readonly Variant[]): string {
  const arches = new Set(some.map(({ arch }) => arch));
  const sets = new Set(some.map(textOf));
  const count = (test: (variant: Variant) => boolean): number => all.filter(test).length;
  if (count(({ arch }) => arches.has(arch)) === some.length) return `only on ${[...arches].join(', ')}`;
  if (count((variant) => sets.has(textOf(variant))) === some.length)
    return `only with ${[...sets].join(' or ')}`;
  return `only on ${some.map((variant) => `${variant.arch} with ${textOf(variant)}`).join('; ')}`;
}

function textOf({ vars }: Variant): string {
  const pairs = Object.entries(vars).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? 'no variables' : pairs.join(' ');
}
