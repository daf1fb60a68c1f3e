import { describe, type Located } from './located.ts';
import { Mismatch } from './mismatch.ts';

/** How a value is being read. */
export interface Reading {
  /** Path of the value for errors, where it is read from the file at once; undefined where it was buffered. */
  readonly path: string | undefined;
  /** Scalars are names as they stand, whatever they look like: YAML that is read at once. */
  readonly raw: boolean;
}

/** For values that were buffered before they are looked at, as everything below a flattened structure is. */
export const BUFFERED: Reading = { path: undefined, raw: false };

/** @throws Mismatch always */
export function refuse(words: string, node: Located, { path }: Reading): never {
  throw new Mismatch(words, node.origin, path === undefined ? undefined : { path, node });
}

/** @throws Mismatch always */
export function invalidType(node: Located, expected: string, reading: Reading): never {
  return refuse(`invalid type: ${describe(node)}, expected ${expected}`, node, reading);
}

/** The same reading one step further down: `[0]` or `name`. */
export function below(reading: Reading, step: number | string): Reading {
  const { path } = reading;
  if (path === undefined) return reading;
  if (typeof step === 'number') return { ...reading, path: `${path}[${step}]` };
  return { ...reading, path: path === '' ? step : `${path}.${step}` };
}
