import { isObject, type JsonObject } from '../json.ts';
import type { BuildRecord } from './record.ts';

/** The member `packageSizes` of a record, when it is there and what it should be: it is for reports alone. */
export function packageSizesOf(json: JsonObject): Pick<BuildRecord, 'packageSizes'> {
  const value = json['packageSizes'];
  if (!isObject(value)) return {};
  const entries = Object.entries(value).flatMap(([name, size]): [string, number][] =>
    typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? [[name, size]] : [],
  );
  return { packageSizes: Object.fromEntries(entries) };
}
