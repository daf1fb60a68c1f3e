import { submodulesOf } from './foreign.ts';
import type { Tree } from './tree.ts';

/** Why a whole directory is not here. */
type Absence = 'submodule' | 'base';

/**
 * Tells a base that is not here from a file that is missing: its directory has nothing in it, and it is a submodule
 * nobody checked out, or the build of a template fetches it.
 *
 * @param path of a file that is not there.
 */
export function absenceOf(tree: Tree, path: string, isTemplate: boolean): Absence | undefined {
  const [top = ''] = path.split('/');
  if (!path.includes('/') || tree.names(top).length > 0) return undefined;
  if (submodulesOf(tree).includes(top)) return 'submodule';
  return isTemplate ? 'base' : undefined;
}
