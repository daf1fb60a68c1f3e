import { buildCommand } from './build.ts';
import type { Command } from './command.ts';
import { diffCommand } from './diff.ts';
import { flattenExtensionsCommand } from './flatten-extensions.ts';
import { flattenLockCommand } from './flatten-lock.ts';
import { flattenCommand } from './flatten.ts';
import { lintCommand } from './lint.ts';
import { releaseCommand } from './release.ts';
import { renderCommand } from './render.ts';
import { validateCommand } from './validate.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  buildCommand,
  renderCommand,
  lintCommand,
  validateCommand,
  diffCommand,
  releaseCommand,
  flattenCommand,
  flattenLockCommand,
  flattenExtensionsCommand,
];

/** The command of that name. */
export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
