import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { isObject } from '../../src/json.ts';

/**
 * Every input of an action with its default, as a runner hands them over: those nobody gave as well, and without a default
 * the empty text. What a runner would fill in (`${{ github.token }}`) is left empty: a test gives it or has none.
 *
 * @param file an action.yml.
 * @throws Error when it declares no inputs.
 */
export async function declaredInputs(file: string): Promise<Record<string, string>> {
  const action: unknown = parse(await readFile(file, 'utf8'));
  const inputs = isObject(action) ? action['inputs'] : undefined;
  if (!isObject(inputs)) throw new Error(`${file}: there are no inputs`);
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      const value = isObject(input) ? (input['default'] ?? '') : '';
      // A runner makes text of a number or a truth value.
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return [name, text.includes('${{') ? '' : text];
    }),
  );
}

/** Variables a runner hands inputs over in. */
export function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}
