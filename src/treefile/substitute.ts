import type { VariableValue } from './conditions.ts';
import { TreefileError } from './error.ts';
import type { Located } from './located.ts';

/** Scalars `${name}` is replaced in; of the two maps it is every first-level string value. */
export const SUBSTITUTED = new Set([
  'ref',
  'automatic-version-prefix',
  'mutate-os-release',
  'platform-module',
]);
export const SUBSTITUTED_MAPS = new Set(['metadata', 'add-commit-metadata']);
/** Members of `rojig`. */
export const SUBSTITUTED_ROJIG = new Set(['name', 'summary', 'description']);

/** @throws TreefileError for a variable whose name or value upstream refuses, used or not. */
export function checkVariables(variables: ReadonlyMap<string, VariableValue>): void {
  for (const [name, value] of variables) {
    for (const [what, text] of [
      ['key', name],
      ['value', String(value)],
    ] as const) {
      const found = /[${}]/.exec(text)?.[0];
      if (found !== undefined) {
        throw new TreefileError(
          `envsubst error: variable ${what} '${text}' contains forbidden character '${found}'`,
        );
      }
    }
  }
}

/** Replaces `${name}`; a text whose first `}` stands before its first `${` is left alone, unknown names stay. */
export function substitute(text: string, variables: ReadonlyMap<string, VariableValue>): string {
  const open = text.indexOf('${');
  const close = text.indexOf('}');
  if (open < 0 || close < 0 || open > close) return text;
  let result = text;
  for (const [name, value] of variables) result = result.replaceAll(`\${${name}}`, () => String(value));
  return result;
}

/** The same for a located value; anything but a string is returned as it is. */
export function substituteNode(node: Located, variables: ReadonlyMap<string, VariableValue>): Located {
  return typeof node.scalar === 'string' ? { ...node, scalar: substitute(node.scalar, variables) } : node;
}
