import { readFile } from 'node:fs/promises';
import { messageOf, UserError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';

/**
 * Reads a JSON file whose top level is an object.
 *
 * @throws UserError that names the file, for a file that is missing, truncated or something else.
 */
export async function readObject(file: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`${file}: cannot be read: ${messageOf(error)}`, { cause: error });
  });
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw new UserError(`${file}: not JSON: ${messageOf(error)}`, { cause: error });
  }
  throw new UserError(`${file}: found no JSON object`);
}

/** A string member. @throws UserError naming file and key when it is missing or something else. */
export function stringOf(object: JsonObject, key: string, file: string): string {
  const value = object[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new UserError(`${file}: ${key}: found ${JSON.stringify(value) ?? 'nothing'}, expected a text`);
}
