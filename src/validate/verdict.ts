import type { ValidateInputs } from '../inputs/validate.ts';
import { isEffective } from './compare.ts';
import { countOf } from './findings.ts';
import type { ValidateResult, VariantDiff } from './types.ts';

/** True when the findings are bad enough to fail. */
export function isFailure({ findings }: ValidateResult, failOn: ValidateInputs['failOn']): boolean {
  if (failOn === 'never') return false;
  return countOf(findings, 'error') > 0 || (failOn === 'warning' && countOf(findings, 'warning') > 0);
}

/** The result in one sentence. */
export function verdict(result: ValidateResult): string {
  const [errors, warnings] = [countOf(result.findings, 'error'), countOf(result.findings, 'warning')];
  const wrong =
    errors + warnings === 0 ? 'nothing wrong' : `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  if (result.changed === undefined) return `${wrong}; nothing was compared`;
  return `${wrong}; ${result.changed ? effect(result) : 'no effective change'}`;
}

function effect({ diffs, files }: ValidateResult): string {
  const changed = diffs.filter(isEffective);
  const parts = [
    ...(changed.length === 0
      ? []
      : [`the meaning changes on ${[...new Set(changed.flatMap(({ arches }) => arches))].join(', ')}`]),
    ...(files.length === 0 ? [] : [`${plural(files.length, 'file')} of the image changed`]),
  ];
  return parts.join(', ');
}

/** Which manifest, and where: the heading of its difference. */
export function headingOf({ config, variant, arches }: VariantDiff, all: readonly string[]): string {
  const name = [config, variant].filter((part) => part !== '').join(variant.startsWith('(') ? ' ' : '/');
  const where = arches.length === all.length ? 'all architectures' : arches.join(', ');
  return `${name === '' ? 'manifest' : name}: ${where}`;
}

/** What the status of a difference means, where it has no lines to tell it. */
export const STATUS_TEXT: Readonly<Record<VariantDiff['status'], string>> = {
  same: 'no effective change',
  changed: 'changed',
  added: 'is new: there is nothing to compare it with',
  removed: 'is gone',
  invalid: 'has no meaning: see the errors',
  broken: 'has no meaning, and had none before, for the same reason',
  repaired: 'has a meaning now; the base had none',
};

/** `1 error`, `2 errors`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
