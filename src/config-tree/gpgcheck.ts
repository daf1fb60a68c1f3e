import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { flagOf, readRepositories, setValue } from '../release-rpm/repo-file.ts';
import { gpgKeysOf } from './repo-text.ts';
import type { FoundRepository } from './repositories.ts';

/** A repository the build uses. */
export interface UsedRepository extends FoundRepository {
  /** True only when the section says so: the solver's own default is not to check. */
  readonly gpgcheck: boolean;
  readonly gpgkey: readonly string[];
}

/** The values of the input `gpgcheck`. */
export type GpgcheckPolicy = 'repo' | 'require' | 'off';

/**
 * Applies the policy for signatures to the repositories in use. `repo` leaves every section as it is; `off` writes
 * gpgcheck=0 into each; `require` changes nothing and fails where one does not check.
 *
 * @throws UserError for `require`, listing every repository that does not check.
 */
export async function applyGpgcheck(
  out: string,
  found: readonly FoundRepository[],
  policy: GpgcheckPolicy,
  warn: (message: string) => void,
): Promise<UsedRepository[]> {
  const used: UsedRepository[] = [];
  for (const repository of found) {
    const path = join(out, repository.file);
    let text = await readFile(path, 'utf8');
    if (policy === 'off') {
      text = setValue(text, repository.id, 'gpgcheck', '0');
      await writeFile(path, text);
      warn(`${repository.id}: signatures of its packages are not checked (gpgcheck: off)`);
    }
    const section = readRepositories(text).find(({ id }) => id === repository.id);
    const gpgcheck = flagOf(section?.values.get('gpgcheck')) ?? false;
    used.push({ ...repository, gpgcheck, gpgkey: gpgKeysOf(text, repository.id) });
  }
  const open = used.filter(({ gpgcheck }) => !gpgcheck);
  if (policy === 'require' && open.length > 0) {
    const list = open.map(({ id, file, origin }) => `${id} (${file}, from the ${origin})`).join(', ');
    throw new UserError(
      `gpgcheck: require, but the signatures of these repositories' packages are not checked: ${list}. ` +
        'Set gpgcheck=1 and gpgkey= in a .repo file of your own with the same id, or use gpgcheck: repo',
    );
  }
  if (policy === 'repo' && open.length > 0) {
    warn(
      `packages of these repositories are not checked (gpgcheck=0): ${open.map(({ id }) => id).join(', ')}`,
    );
  }
  return used;
}
