import { lint } from '../lint/lint.ts';
import type { MetadataNetwork } from '../rpm-md/types.ts';
import type { Linter, LookUp } from '../validate/types.ts';
import { checkRepositories } from './check-repos.ts';

/** Looks through a configuration with the rules. */
export const linter: Linter = async (dir, options) => await lint(dir, options);

/**
 * Looks the packages of a configuration up in the metadata of its repositories.
 *
 * @param cacheDir absolute directory metadata are kept in between runs.
 * @param yumVariables values of `$name` in .repo files: secrets.
 */
export function lookUpWith(
  cacheDir: string,
  yumVariables: Readonly<Record<string, string>>,
  network: MetadataNetwork,
): LookUp {
  return async (dir, { options, guard }) =>
    await checkRepositories({
      dir,
      options,
      yumVariables,
      cacheDir,
      network: { ...network, guard },
    });
}
