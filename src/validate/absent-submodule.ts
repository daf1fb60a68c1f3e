import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { CHECK_OUT, NOT_CHECKED_OUT } from '../lint/absent-base.ts';
import { TreefileError } from '../treefile/error.ts';
import type { Side } from './side.ts';

/** How the flattener and the renderer say that a file is not there. */
const MISSING = /Can't open file "([^"]*)"|the included file (\S+) does not exist/;

/**
 * An error about a file that is not there, told as what it is when the file belongs to a submodule that is not checked
 * out: nothing is wrong with the manifest then. Other errors are given back as they are.
 *
 * @param cwd directory the missing file is named from.
 */
export function aboutSubmodule(
  error: UserError,
  cwd: string,
  { root, submodules }: Pick<Side, 'root' | 'submodules'>,
): UserError {
  const text = error instanceof TreefileError ? error.upstream : error.message;
  const [, opened, included] = MISSING.exec(text) ?? [];
  const name = opened ?? included;
  if (name === undefined) return error;
  const path = relative(root, resolve(cwd, name));
  const submodule = submodules.find((directory) => path.startsWith(`${directory}/`));
  if (submodule === undefined || !isEmpty(join(root, submodule))) return error;
  const { location } = error;
  return new UserError(`${submodule}/ is ${NOT_CHECKED_OUT}, so ${path} cannot be read; ${CHECK_OUT}`, {
    cause: error,
    ...(location === undefined ? {} : { location }),
  });
}

function isEmpty(dir: string): boolean {
  try {
    return readdirSync(dir).length === 0;
  } catch {
    return true; // not even the directory is there
  }
}
