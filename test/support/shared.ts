import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Directory with other projects' files, beside the repository; tests only read it. */
export const SHARED = resolve(import.meta.dirname, '..', '..', '..', 'shared');

/** False where the directory is not there; in CI that is a failure, elsewhere its tests are skipped. */
export function hasShared(): boolean {
  if (existsSync(join(SHARED, 'data'))) return true;
  if (process.env['CI'] === 'true')
    throw new Error(`${SHARED} is missing, and CI must run the tests that read it`);
  console.log(`skipped: ${SHARED} is not there`);
  return false;
}
