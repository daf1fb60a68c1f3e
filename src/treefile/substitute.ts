import type { VariableValue } from './conditions.ts';
import type { Draft } from './draft.ts';
import { TreefileError } from './error.ts';
import { keyText, type Located } from './located.ts';
import type { Variable } from './variables.ts';

/** Scalars `${name}` is replaced in; of the two maps it is every first-level string value. */
const SUBSTITUTED = new Set(['ref', 'automatic-version-prefix', 'mutate-os-release', 'platform-module']);
const SUBSTITUTED_MAPS = new Set(['metadata', 'add-commit-metadata']);
/** Members of `rojig`. */
const SUBSTITUTED_ROJIG = new Set(['name', 'summary', 'description']);

/** @throws TreefileError for a variable whose name or value upstream refuses, used or not. */
export function checkVariables(variables: ReadonlyMap<string, Variable>): void {
  for (const [name, { value, origin }] of variables) {
    for (const [what, text] of [
      ['key', name],
      ['value', String(value)],
    ] as const) {
      const found = /[${}]/.exec(text)?.[0];
      if (found !== undefined) {
        throw new TreefileError(
          `envsubst error: variable ${what} '${text}' contains forbidden character '${found}'`,
          origin,
        );
      }
    }
  }
}

/** Replaces `${name}`; a text whose first `}` stands before its first `${` is left alone, unknown names stay. */
function substitute(text: string, variables: ReadonlyMap<string, VariableValue>): string {
  const open = text.indexOf('${');
  const close = text.indexOf('}');
  if (open < 0 || close < 0 || open > close) return text;
  let result = text;
  for (const [name, value] of variables) result = result.replaceAll(`\${${name}}`, () => String(value));
  return result;
}

/** The same for a located value; anything but a string is returned as it is. */
function substituteNode(node: Located, variables: ReadonlyMap<string, VariableValue>): Located {
  return typeof node.scalar === 'string' ? { ...node, scalar: substitute(node.scalar, variables) } : node;
}

/** Replaces variables in the fields that have them replaced, after all merging. */
export function substituteAll(draft: Draft, variables: ReadonlyMap<string, VariableValue>): void {
  for (const [key, entry] of draft.firsts) {
    const { value } = entry;
    if (SUBSTITUTED.has(key)) entry.value = substituteNode(value, variables);
    if (key !== 'rojig' || value.entries === undefined) continue;
    const entries = value.entries.map(({ key: name, value: member }) => ({
      key: name,
      value: SUBSTITUTED_ROJIG.has(keyText(name)) ? substituteNode(member, variables) : member,
    }));
    entry.value = { ...value, entries };
  }
  for (const key of SUBSTITUTED_MAPS) {
    for (const entry of draft.maps.get(key)?.values() ?? [])
      entry.value = substituteNode(entry.value, variables);
  }
}
