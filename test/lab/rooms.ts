import { join } from 'node:path';
import { ROOT } from './action.ts';

/** Directory of the lab. */
export const FIRST_LAB = join(ROOT, '.lab');
/**
 * Directory of a further lab, for end-to-end tests that go on beside the first one's: those that ask nothing of the
 * machine's engines and networks.
 */
export function furtherLab(name: string): string {
  return join(ROOT, `.lab-${name}`);
}

const name = process.env['ONI_LAB'] ?? '';

/** True in the tests of a further lab; the test runner's configuration says so. */
export const IS_FURTHER = name !== '';

/** Directory of the lab of this process. */
export const LAB_DIR = IS_FURTHER ? furtherLab(name) : FIRST_LAB;
