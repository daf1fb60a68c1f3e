import { leave, takeOver } from './further.ts';

/** Of the tests with the lab `beside`. */
export async function setup(): Promise<void> {
  await takeOver('beside');
}

/** @throws Error that names what the tests left. */
export async function teardown(): Promise<void> {
  await leave('beside');
}
