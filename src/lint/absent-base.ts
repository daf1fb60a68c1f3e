import type { LintContext } from './context.ts';

/** What a directory is that git left empty. */
export const NOT_CHECKED_OUT = 'a submodule that is not checked out';
/** What fills it. */
export const CHECK_OUT =
  'give `submodules: recursive` to actions/checkout, or run `git submodule update --init --recursive`';

/** Why a whole directory is not here. */
interface Absence {
  readonly kind: 'submodule' | 'base';
  /** The directory, without a slash at its end. */
  readonly directory: string;
}

/**
 * Tells a base that is not here from a file that is missing: its directory has nothing in it, and it is a submodule
 * nobody checked out, or the build of a template fetches it.
 *
 * @param path of a file that is not there.
 */
export function absenceOf(
  { tree, submodules, isTemplate }: Pick<LintContext, 'tree' | 'submodules' | 'isTemplate'>,
  path: string,
): Absence | undefined {
  const submodule = submodules.find((directory) => path.startsWith(`${directory}/`));
  if (submodule !== undefined && tree.names(submodule).length === 0)
    return { kind: 'submodule', directory: submodule };
  const [top = ''] = path.split('/');
  if (!path.includes('/') || tree.names(top).length > 0) return undefined;
  return isTemplate ? { kind: 'base', directory: top } : undefined;
}
