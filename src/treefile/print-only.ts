import { printJson } from './print.ts';
import type { Flattened } from './types.ts';
import { asMap } from './values.ts';

/** The text `rpm-ostree compose tree --print-only` prints for it, with its line end. */
export function printOnly({ values }: Flattened): string {
  return `${printJson(asMap(values))}\n`;
}
