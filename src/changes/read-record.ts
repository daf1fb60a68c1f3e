import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from '../build-record/read-record.ts';
import { RECORD_FILE } from '../build-record/record.ts';
import type { BuildFacts } from './facts.ts';

/**
 * Facts of the build whose record lies in a directory of metadata.
 *
 * @returns undefined where there is no record.
 * @throws UserError for one that is damaged, or of another schema.
 */
export async function readRecordFacts(dir: string): Promise<BuildFacts | undefined> {
  return existsSync(join(dir, RECORD_FILE)) ? await readRecord(dir) : undefined;
}
