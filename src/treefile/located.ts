import { debugText } from './debug-text.ts';
import type { Origin } from './types.ts';

/** A value and where it was written, all the way down. */
export interface Located {
  /** string, bigint, number (floats), boolean or null for scalars; undefined for lists and maps. */
  readonly scalar: string | bigint | number | boolean | null | undefined;
  readonly items?: readonly Located[];
  readonly entries?: readonly LocatedEntry[];
  /** Text of a plain scalar as it stands in the file; undefined for quoted ones. */
  readonly source?: string;
  /** A custom tag (`!name`); the core ones are resolved already. */
  readonly tag?: string;
  readonly origin: Origin;
  /** Where the parser says the value begins, if that is not `origin`: its tag or anchor, or what an alias stands for. */
  readonly mark?: Origin;
  /** The key of the same file that set this value, which is then written nowhere. */
  readonly implied?: 'container' | 'edition' | 'basearch';
}

/** One key and value of a map. */
export interface LocatedEntry {
  readonly key: Located;
  readonly value: Located;
}

/** A value as JSON would print it. Integers beyond 2^53 lose digits here; the printer has them all. */
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
  return typeof key.scalar === 'string' ? key.scalar : (key.source ?? String(key.scalar));
}

/** The value of a member, the last one where it is there twice. */
export function memberOf(node: Located | undefined, name: string): Located | undefined {
  return node?.entries?.findLast(({ key }) => keyText(key) === name)?.value;
}

/** A value in the words of the deserializer: "integer `5`", "map" … */
export function describe(node: Located): string {
  if (node.items !== undefined) return 'sequence';
  if (node.entries !== undefined) return 'map';
  const { scalar } = node;
  if (typeof scalar === 'string') return `string ${debugText(scalar)}`;
  if (typeof scalar === 'bigint') return `integer \`${scalar}\``;
  if (typeof scalar === 'boolean') return `boolean \`${scalar}\``;
  if (typeof scalar === 'number') return `floating point \`${floatText(scalar)}\``;
  return 'unit value';
}

function floatText(value: number): string {
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
