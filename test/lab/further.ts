import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tellLeftovers } from './leftovers.ts';
import { must } from './must.ts';
import { FIRST_LAB, furtherLab } from './rooms.ts';

/** Before the first test of a further lab: it takes over what the first has made and does not change any more. */
export async function takeOver(name: string): Promise<void> {
  const lab = furtherLab(name);
  const [from, to] = [join(FIRST_LAB, 'cache'), join(lab, 'cache')];
  if (!existsSync(from) || existsSync(to)) return;
  await mkdir(lab, { recursive: true });
  await must(['cp', '--archive', '--link', from, `${to}.part`]);
  // Sockets of the agents of the first lab's key rings.
  const entries = await readdir(`${to}.part`, { recursive: true, withFileTypes: true });
  for (const entry of entries) if (entry.isSocket()) await rm(join(entry.parentPath, entry.name));
  await rename(`${to}.part`, to);
}

/** After the last one. @throws Error that names what the tests left. */
export async function leave(name: string): Promise<void> {
  await tellLeftovers(furtherLab(name));
}
