import { whenText as whenOf } from '../variants/when.ts';
import { labelsOf, type Variant } from './variants.ts';

/**
 * What the variants something was seen in have in common, against all it could have been seen in.
 *
 * @returns undefined when it was seen in all of them.
 */
export function whenText(seen: ReadonlySet<Variant>, all: readonly Variant[]): string | undefined {
  return whenOf(seen, all, labelsOf);
}
