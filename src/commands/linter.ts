import { lint } from '../lint/lint.ts';
import type { Log } from '../log/log.ts';
import type { Linter } from '../validate/types.ts';
import { checkRepositories } from './check-repos.ts';

/**
 * What looks through a configuration for `validate`: the rules, and where it is asked for the metadata of the
 * repositories. Packages of a template are not looked up: its repositories come with the base and the release rpm.
 *
 * @param cacheDir absolute directory metadata are kept in between runs.
 */
export function linterFor(cacheDir: string, log: Log): Linter {
  return async (dir, { arches, placeholders, checkRepos }) => {
    const found = await lint(dir, { arches, placeholders });
    if (!checkRepos) return found;
    const looked = await checkRepositories({
      dir,
      manifest: 'manifest.yaml',
      arches,
      variables: [{}],
      yumVariables: {},
      cacheDir,
      network: { log },
    });
    return [...found, ...looked];
  };
}
