import type { Origin } from './types.ts';

/** A value and where it was written, all the way down. */
export interface Located {
  /** string, bigint, number (floats), boolean or null for scalars; undefined for lists and maps. */
  readonly scalar: string | bigint | number | boolean | null | undefined;
  readonly items?: readonly Located[];
  readonly entries?: readonly { readonly key: Located; readonly value: Located }[];
  /** Text of a plain scalar as it stands in the file; undefined for quoted ones. */
  readonly source?: string;
  readonly origin: Origin;
}

/** A value as JSON would print it. Integers beyond 2^53 keep their digits as text of a number is not needed here. */
export function plain(node: Located): unknown {
  if (node.items !== undefined) return node.items.map(plain);
  if (node.entries !== undefined) {
    return Object.fromEntries(node.entries.map(({ key, value }) => [keyText(key), plain(value)]));
  }
  if (typeof node.scalar === 'bigint') return Number(node.scalar);
  if (typeof node.scalar === 'number' && !Number.isFinite(node.scalar)) return null;
  return node.scalar;
}

/** A map's key as text. */
export function keyText(key: Located): string {
  return typeof key.scalar === 'string' ? key.scalar : String(key.scalar);
}

/** A value in the words of the deserializer: "integer `5`", "map" … */
export function describe(node: Located): string {
  if (node.items !== undefined) return 'sequence';
  if (node.entries !== undefined) return 'map';
  const { scalar } = node;
  if (typeof scalar === 'string') return `string ${JSON.stringify(scalar)}`;
  if (typeof scalar === 'bigint') return `integer \`${scalar}\``;
  if (typeof scalar === 'boolean') return `boolean \`${scalar}\``;
  if (typeof scalar === 'number') {
    return `floating point \`${Number.isInteger(scalar) ? scalar.toFixed(1) : String(scalar)}\``;
  }
  return 'unit value';
}
