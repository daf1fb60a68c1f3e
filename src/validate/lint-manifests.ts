import { join, posix, resolve } from 'node:path';
import { insideOf } from '../config-tree/copy.ts';
import { isInside } from '../files/inside.ts';
import type { Finding } from '../lint/finding.ts';
import { lintAsItIs, type Looking } from './lint-target.ts';
import type { Side } from './side.ts';
import { isManifestName, type Target } from './targets.ts';
import type { Meaning } from './types.ts';

/** Single manifests of one directory: what is beside them is looked at once. */
export interface ManifestGroup {
  /** Below the root, with `/`; empty for the root itself. */
  readonly path: string;
  /** Names in the directory. */
  readonly manifests: readonly string[];
}

/** The single manifests by their directories, without those that are looked at with a whole configuration. */
export function manifestGroups(targets: readonly Target[]): ManifestGroup[] {
  const configs = new Set(targets.flatMap(({ kind, path }) => (kind === 'directory' ? [path] : [])));
  const groups = new Map<string, string[]>();
  for (const { kind, path } of targets) {
    const [dir, name] = [posix.dirname(path).replace(/^\.$/, ''), posix.basename(path)];
    if (kind === 'directory' || (configs.has(dir) && isManifestName(name))) continue;
    groups.set(dir, [...(groups.get(dir) ?? []), name]);
  }
  return [...groups].map(([path, manifests]) => ({ path, manifests }));
}

/**
 * What is wrong with single manifests and with what is beside them, with files named from their directory. They may
 * include files from everywhere in the repository.
 *
 * @param meanings of the side, which tell what the manifests include.
 * @throws UserError when they cannot be looked at.
 */
export async function lintManifests(
  { path, manifests }: ManifestGroup,
  side: Side,
  meanings: readonly Meaning[],
  looking: Looking,
): Promise<Finding[]> {
  const dir = await insideOf(join(side.root, path), side.root);
  const isOwn = manifests.every((name) => staysIn(path, posix.join(path, name), meanings, side));
  const more = { manifests, ...(isOwn ? {} : { within: side.root }) };
  const found = await lintAsItIs(dir, { kind: 'directory', path }, side, looking, more);
  // Some manifests of the directory were asked about: nothing says that the others are used by nobody.
  return found.filter(({ rule }) => rule !== 'unused-file');
}

/** True when all that a manifest includes lies in the directory; false where that is not known. */
function staysIn(dir: string, manifest: string, meanings: readonly Meaning[], { root, work }: Side): boolean {
  const own = meanings.filter(({ config }) => config === manifest);
  return own.every(({ result, locate }) => {
    const visited = 'flattened' in result ? result.flattened.visited : [undefined];
    return visited.every((file) => {
      // What hands variables over is none of the repository's.
      if (file !== undefined && isInside(resolve(root, file), work)) return true;
      const at = file === undefined ? undefined : locate({ file, line: 1, column: 1 })?.file;
      return at !== undefined && (dir === '' || at.startsWith(`${dir}/`));
    });
  });
}
