import { join } from 'node:path';
import { ROOT } from './action.ts';

/** Directory of the lab. */
export const FIRST_LAB = join(ROOT, '.lab');
/** Directory of a second lab, for end-to-end tests that go on beside the first one's. */
export const SECOND_LAB = join(ROOT, '.lab-beside');

/** True in the tests of the second lab; the test runner's configuration says so. */
export const IS_SECOND = process.env['ONI_LAB'] === 'beside';

/** Directory of the lab of this process. */
export const LAB_DIR = IS_SECOND ? SECOND_LAB : FIRST_LAB;
