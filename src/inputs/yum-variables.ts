import type { InputSpec } from './input-spec.ts';
import { asPairs, ValueError } from './values.ts';

/** What comes from the manifest and the machine, and from nowhere else. */
const FIXED = ['releasever', 'basearch', 'arch'];

/** Variables of .repo files; those that say what is built come from the manifest and the machine. */
export function asYumVariables(spec: InputSpec, text: string): Record<string, string> {
  const pairs = asPairs(spec, text);
  const fixed = FIXED.filter((name) => Object.hasOwn(pairs, name));
  if (fixed.length > 0) {
    throw new ValueError(
      `${spec.name}: ${fixed.join(', ')}: comes from the manifest and the machine; leave it out`,
    );
  }
  return pairs;
}
