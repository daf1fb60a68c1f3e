import { TreefileError } from './error.ts';
import type { Origin } from './types.ts';

/** The value of a variable: strings, unsigned integers and booleans. */
export type VariableValue = string | bigint | boolean;

// The greedy \S+ is upstream's: `n>=41` without a blank takes the 4 into the operator and is refused there too.
const SYNTAX = /^\s*([A-Za-z0-9_]+)\s*(\S+)\s*(?:(true)|(false)|([0-9]+)|"(.*)")\s*$/;
/** Characters of a condition; the pattern's two greedy words take a cubic time for a long one that is none. */
const LENGTH_LIMIT = 256;
const U64_MAX = 2n ** 64n - 1n;

/** A condition taken apart. */
export interface Condition {
  readonly name: string;
  readonly operator: '==' | '!=' | '>' | '>=' | '<' | '<=';
  readonly value: VariableValue;
  readonly origin: Origin;
}

/**
 * Takes a condition apart.
 *
 * @param context what stands before upstream's words.
 * @throws TreefileError in upstream's words, with the place upstream does not tell.
 */
export function parseCondition(text: string, origin: Origin, context = ''): Condition {
  const parts = matchCondition(text);
  if (parts !== undefined) return { ...parts, origin };
  throw new TreefileError(
    `${context}data did not match any variant of untagged enum IncludeConditions`,
    origin,
  );
}

/** The parts of a condition; undefined for what is none. */
export function matchCondition(text: string): Omit<Condition, 'origin'> | undefined {
  const match = text.length > LENGTH_LIMIT ? undefined : SYNTAX.exec(text);
  const [, name, operator, yes, no, digits, string] = match ?? [];
  if (name === undefined || !isOperator(operator)) return undefined;
  if (yes !== undefined || no !== undefined) return { name, operator, value: yes !== undefined };
  if (digits === undefined) return { name, operator, value: string ?? '' };
  const value = BigInt(digits);
  return value > U64_MAX ? undefined : { name, operator, value };
}

function isOperator(text: string | undefined): text is Condition['operator'] {
  return text !== undefined && ['==', '!=', '>', '>=', '<', '<='].includes(text);
}

/** @throws TreefileError for an undefined variable, different types, or an order that does not exist. */
export function holds(
  { name, operator, value, origin }: Condition,
  variables: ReadonlyMap<string, VariableValue>,
): boolean {
  const left = variables.get(name);
  if (left === undefined) throw new TreefileError(`undefined variable '${name}'`, origin);
  if (typeof left !== typeof value)
    throw new TreefileError(`${name} is not same type as ${String(value)}`, origin);
  if (operator === '==') return left === value;
  if (operator === '!=') return left !== value;
  if (typeof left !== 'bigint' || typeof value !== 'bigint') {
    throw new TreefileError(`invalid op for values '${String(left)}' and '${String(value)}'`, origin);
  }
  if (operator === '>') return left > value;
  if (operator === '>=') return left >= value;
  return operator === '<' ? left < value : left <= value;
}
