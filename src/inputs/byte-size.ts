import type { InputSpec } from './input-spec.ts';
import { refuse } from './values.ts';

/** Bytes of each unit that is understood; `2G` is not, since it means two different numbers to two programs. */
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  kB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** A size such as `2GiB`, `700MB`, `1.5 GiB` or `734003200`, in bytes; part of a byte is left off. */
export function asByteSize(spec: InputSpec, text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,6})?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  const bytes = digits === '' || factor === undefined ? Number.NaN : Math.floor(Number(digits) * factor);
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    refuse(
      spec,
      text,
      'a size such as 2GiB, 700MB or 734003200 (bytes); units are kB, MB, GB, TB, KiB, MiB, GiB, TiB',
    );
  }
  return bytes;
}
