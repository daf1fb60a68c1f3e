import { leave, takeOver } from './further.ts';

/** Of the tests with the lab `nights`. */
export async function setup(): Promise<void> {
  await takeOver('nights');
}

/** @throws Error that names what the tests left. */
export async function teardown(): Promise<void> {
  await leave('nights');
}
