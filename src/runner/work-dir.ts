import { realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { directoryAt } from '../files/directory.ts';
import { isInside } from '../files/inside.ts';

/** A directory that holds this file is ours: parts of it are emptied and made anew by every run. */
const MARKER = '.work-of-ovirt-node-image';

/** A file or directory of the user that is read from. */
export interface SourcePath {
  /** The input it came from. */
  readonly input: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * Looks whether a directory may be worked in. Parts of a work directory are deleted, so it has to be new, empty, or
 * one that was made here before; nothing else is taken for ours, whatever the names in it. For the same reason nothing
 * that is read may lie in it. The other way round, a work directory inside of a configuration, is fine: it is left
 * out when the configuration is copied.
 *
 * Reads only: the check is for the inputs, {@link claimWorkDir} is for the work.
 *
 * @throws UserError naming the input.
 */
export function checkWorkDir(workDir: string, sources: readonly SourcePath[] = []): void {
  // A link to a larger disk is a fine thing to have: nothing removes the directory itself.
  const names = directoryAt(workDir, { name: 'work-dir', links: true });
  if (names === undefined) return;
  const real = realpathSync(workDir);
  for (const { input, path } of sources) {
    const source = realOf(path);
    if (source === undefined || !isInside(source, real)) continue;
    throw new UserError(
      `work-dir: ${workDir} ${source === real ? 'is' : 'contains'} ${input} (${path}), and what a work-dir holds is deleted; ` +
        'give a directory of its own',
    );
  }
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new UserError(
      `work-dir: ${workDir} is not empty and was not made by ovirt-node-image (it has no file ${MARKER}), and what a work-dir ` +
        'holds is deleted; give an empty directory, or a path where nothing is yet',
    );
  }
}

/**
 * Makes the work directory, or takes one that is empty, and marks it.
 *
 * @throws UserError as {@link checkWorkDir}, and when it cannot be made.
 */
export async function claimWorkDir(workDir: string): Promise<void> {
  checkWorkDir(workDir);
  try {
    await mkdir(workDir, { recursive: true });
    await writeFile(
      join(workDir, MARKER),
      'This is a work directory of ovirt-node-image: what it holds is deleted and made anew.\n',
    );
  } catch (error) {
    throw new UserError(`work-dir: ${workDir} cannot be used: ${messageOf(error)}`, { cause: error });
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    // What is not there is complained about by whoever wants to read it.
    return undefined;
  }
}
