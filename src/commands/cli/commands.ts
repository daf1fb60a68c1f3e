import { buildCommand } from './build.ts';
import type { Command } from './command.ts';
import { releaseCommand } from './release.ts';
import { renderCommand } from './render.ts';
import { validateCommand } from './validate.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [buildCommand, renderCommand, releaseCommand, validateCommand];

/** The command of that name. */
export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
