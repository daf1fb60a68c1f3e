import { lstatSync, readdirSync, statSync } from 'node:fs';
import { messageOf, UserError } from '../errors.ts';

/** Options of {@link directoryAt}. */
export interface DirectoryOptions {
  /** What the path was given as, such as `--out`, for messages. */
  readonly name: string;
  /** A link to a directory will do; without it one is refused, because what it stands for is somebody else's. */
  readonly links?: boolean;
}

/**
 * Looks at a place a directory is to be at.
 *
 * @returns names of what is in it; undefined when nothing is there yet.
 * @throws UserError for anything but a directory, for a path that leads through a file, and when it cannot be read.
 */
export function directoryAt(path: string, { name, links = false }: DirectoryOptions): string[] | undefined {
  const refuse = (why: string): never => {
    throw new UserError(`${name}: ${path} ${why}; give a directory, or a path where nothing is yet`);
  };
  try {
    const entry = lstatSync(path);
    if (entry.isSymbolicLink()) {
      if (!links) refuse('is a link');
      if (statSync(path, { throwIfNoEntry: false }) === undefined) refuse('is a link to nothing');
    }
    if (!statSync(path).isDirectory()) refuse('is a file and no directory');
    return readdirSync(path).sort();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // Only this one means that there is nothing: whatever else is wrong is no reason to go on.
    if (code === 'ENOENT') return undefined;
    if (code === 'ENOTDIR') return refuse('leads through something that is no directory');
    throw new UserError(`${name}: ${path} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}
