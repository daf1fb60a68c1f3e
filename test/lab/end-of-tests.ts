import { join } from 'node:path';
import { ROOT } from './action.ts';
import { endLeftovers } from './leftovers.ts';

/**
 * After the last test of a run that used the lab: nothing of it may still run or be mounted.
 *
 * @throws Error that names what does, which fails the run.
 */
export async function teardown(): Promise<void> {
  const left = await endLeftovers(join(ROOT, '.lab'));
  if (left.length > 0) throw new Error(`the tests left behind:\n${left.join('\n')}`);
}
