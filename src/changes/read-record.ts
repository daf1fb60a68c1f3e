import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { recordOf } from '../build-record/read-record.ts';
import { RECORD_FILE } from '../build-record/record.ts';
import { UserError } from '../errors.ts';
import { readObject } from '../images/json.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { BuildFacts } from './facts.ts';

/** Bytes; a record of 2,000 packages and 500 files has 400 KB. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Facts of the build whose record lies in a directory of metadata.
 *
 * @returns undefined where there is no record.
 * @throws UserError for one that is damaged, or of another schema.
 */
export async function readRecordFacts(dir: string): Promise<BuildFacts | undefined> {
  const file = join(dir, RECORD_FILE);
  const info = await stat(file).catch(() => undefined);
  if (info === undefined) return undefined;
  if (info.size > LONGEST)
    throw new UserError(`${file}: has ${info.size} bytes, a record has fewer than ${LONGEST}`);
  const json = await readObject(file);
  return { ...recordOf(json, file), ...packageSizesOf(json) };
}

/** The member `packageSizes` of a record, when it is there and what it should be: it is for reports alone. */
export function packageSizesOf(json: JsonObject): Pick<BuildFacts, 'packageSizes'> {
  const value = json['packageSizes'];
  if (!isObject(value)) return {};
  const entries = Object.entries(value).flatMap(([name, size]): [string, number][] =>
    typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? [[name, size]] : [],
  );
  return { packageSizes: Object.fromEntries(entries) };
}
