import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { UserError } from '../errors.ts';

/** A directory that holds this file was made by us and may be made anew. */
const MARKER = '.rendered-by-ovirt-node-image';

/**
 * Makes the directory a tree is rendered into, empty. What is there already is removed only when it was rendered
 * before: a mistyped path must not cost anybody his files.
 *
 * @param inputs directories that are read from; none of them may lie in the directory.
 * @throws UserError
 */
export async function makeOutDir(out: string, inputs: readonly string[]): Promise<void> {
  const target = existsSync(out) ? await realpath(out) : resolve(out);
  for (const input of inputs) {
    const real = await realpath(input);
    if (real === target || real.startsWith(`${target}${sep}`)) {
      throw new UserError(
        `${out}: cannot be rendered into, because ${input} is read from there; give another directory`,
      );
    }
  }
  const names: string[] = await readdir(out).catch(() => []);
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new UserError(
      `${out}: is not empty and was not rendered before; remove it, or give another directory`,
    );
  }
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await writeFile(join(out, MARKER), 'This directory is rendered, and made anew each time.\n');
}
