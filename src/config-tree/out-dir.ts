import { chmod, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { directoryAt } from '../files/directory.ts';
import { isInside } from '../files/inside.ts';

/** A directory that holds this file was made by us and may be made anew. */
const MARKER = '.rendered-by-ovirt-node-image';

/**
 * Looks whether a tree may be rendered into a directory: what is there already must have been rendered before, for a
 * mistyped path must not cost anybody his files.
 *
 * @param inputs files and directories that are read from; none of them may lie in the directory.
 * @returns names of what is in the directory.
 * @throws UserError
 */
export async function checkOutDir(out: string, inputs: readonly string[]): Promise<string[]> {
  const names = directoryAt(out, { name: '--out' }) ?? [];
  const target = existsSync(out) ? await realpath(out) : resolve(out);
  for (const input of inputs) {
    if (existsSync(input) && isInside(await realpath(input), target)) {
      throw new UserError(
        `--out: ${out} cannot be rendered into, because ${input} is read from there; give another directory`,
      );
    }
  }
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new UserError(
      `--out: ${out} is not empty and was not rendered before; remove it, or give another directory`,
    );
  }
  return names;
}

/**
 * Makes the directory a tree is rendered into, empty but for the marker, which never goes: a run that is killed on
 * the way leaves a directory the next one may use.
 *
 * @throws UserError as {@link checkOutDir}.
 */
export async function makeOutDir(out: string, inputs: readonly string[]): Promise<void> {
  const names = await checkOutDir(out, inputs);
  await mkdir(out, { recursive: true });
  await chmod(out, 0o755);
  await writeFile(join(out, MARKER), 'This directory is rendered, and made anew each time.\n');
  for (const name of names) {
    if (name !== MARKER) await rm(join(out, name), { recursive: true, force: true });
  }
}
