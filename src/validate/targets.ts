import { existsSync, statSync } from 'node:fs';
import { isAbsolute, join, posix, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { isInside } from '../files/inside.ts';

/** Files and directories patterns stand for, absolute; directories are not gone into. */
export type Glob = (patterns: readonly string[]) => Promise<string[]>;

/** Something that is validated: a configuration, or a manifest by itself. */
export interface Target {
  readonly kind: 'directory' | 'manifest';
  /** Below the root of the tree, with `/`; empty for the root itself. */
  readonly path: string;
}

/** Directory of a target, whose settings count for it; empty for the root of the tree. */
export function directoryOf({ kind, path }: Target): string {
  return kind === 'directory' ? path : posix.dirname(path).replace(/^\.$/, '');
}

/** Names of the files a directory has to have to be a configuration. */
const MANIFESTS = /^manifest(?:-(?!lock[.-])[^/]+)?\.ya?ml(?:\.in)?$/;

/** True for the name of a manifest that is an entry, or a template of one. */
export function isManifestName(name: string): boolean {
  return MANIFESTS.test(name);
}

/**
 * Finds what patterns stand for in a tree.
 *
 * @param root real path of the tree; nothing outside of it is looked at.
 * @param from directory below the root, `/` between its parts, that relative patterns start from.
 * @returns sorted by path, each once; a directory without a manifest is left out where a pattern was no plain path.
 * @throws UserError for a pattern that leads out of the tree.
 */
export async function findTargets(
  root: string,
  from: string,
  patterns: readonly string[],
  glob: Glob,
): Promise<Target[]> {
  const found = new Map<string, Target>();
  const globs: string[] = [];
  for (const pattern of patterns) {
    const negated = pattern.startsWith('!');
    const text = negated ? pattern.slice(1) : pattern;
    const path = isAbsolute(text) ? text : resolve(root, from, text);
    if (!isInside(path, root))
      throw new UserError(`configs: found ${JSON.stringify(pattern)}, expected a path inside of ${root}`, {
        exitCode: 2,
      });
    if (!negated && !/[*?[\]]/.test(text)) {
      if (existsSync(path)) add(found, root, path);
      continue;
    }
    // What is special to the library in the root's own name is to mean itself.
    const below = relative(root, path);
    globs.push(`${negated ? '!' : ''}${join(root.replaceAll(/[[?*]/g, '[$&]'), below)}`);
  }
  if (globs.some((pattern) => !pattern.startsWith('!'))) {
    for (const path of await glob(globs)) {
      const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
      const isConfig =
        isDirectory && ['manifest.yaml', 'manifest.yaml.in'].some((name) => existsSync(join(path, name)));
      if (isConfig || (!isDirectory && /\.(?:ya?ml|json|ks)$/.test(path))) add(found, root, path);
    }
  }
  return [...found.values()].sort((one, two) => (one.path < two.path ? -1 : 1));
}

function add(found: Map<string, Target>, root: string, path: string): void {
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const below = posix.normalize(relative(root, path).replaceAll('\\', '/'));
  const shown = below === '.' ? '' : below;
  found.set(shown, { kind: isDirectory ? 'directory' : 'manifest', path: shown });
}
