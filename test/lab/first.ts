import { tellLeftovers } from './leftovers.ts';
import { FIRST_LAB } from './rooms.ts';

/** After the last test of a run that used the lab. @throws Error that names what the tests left. */
export async function teardown(): Promise<void> {
  await tellLeftovers(FIRST_LAB);
}
