import { inheritedArgs } from './inherited-args.ts';
import { handedBy, manifestOf, type HandedArgs } from '../build-args/handed.ts';
import { readBuildArgs } from './build-args.ts';
import { Reach } from './reach.ts';
import type { Tree } from './tree.ts';
import type { TreefileCache } from './treefile.ts';

/** A manifest that is built, and what its build hands to it. */
export interface Start {
  /** From the tree's root. */
  readonly entry: string;
  /** Undefined when nothing is handed to it. */
  readonly args: HandedArgs | undefined;
}

/**
 * How the manifests of a configuration are built: once for each build-args*.conf that names one; manifest.yaml and each
 * manifest-NAME.yaml no other file at the root leads to, with what the build arguments of their base say.
 *
 * @param tree of the configuration; templates in it are filled in.
 * @param given manifests to look at instead, from the tree's root.
 */
export function startsOf(tree: Tree, given: readonly string[], cache?: TreefileCache): Start[] {
  const reach = new Reach(tree, cache);
  const named = readBuildArgs(tree).flatMap((args) => {
    const entry = manifestOf(args);
    return tree.isFile(entry) ? [{ entry, args: handedBy(args) }] : [];
  });
  const unnamed = (entry: string): Start[] => {
    const inherited = inheritedArgs(tree, entry, reach);
    return inherited.length === 0 ? [{ entry, args: undefined }] : inherited.map((args) => ({ entry, args }));
  };
  if (given.length > 0) {
    return given.flatMap((entry) => {
      const own = named.filter((start) => start.entry === entry);
      return own.length > 0 ? own : unnamed(entry);
    });
  }
  // A link to a manifest is no other manifest.
  const seen = new Set(named.map(({ entry }) => tree.identity(entry)));
  const others = entriesOf(tree, reach).filter((entry) => {
    const identity = tree.identity(entry) ?? entry;
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
  return [...named, ...others.flatMap(unnamed)];
}

/**
 * manifest.yaml, and what the assembler takes for a variant: manifest-NAME.yaml, unless it is part of another. Those
 * that include each other are told so, each.
 */
function entriesOf(tree: Tree, reach: Reach): string[] {
  // A link that leads to nothing, or out of the configuration, is a manifest that is refused.
  const files = tree.names('.').filter((name) => name.endsWith('.yaml') && !tree.isDirectory(name));
  const isPart = (name: string): boolean =>
    files.some(
      (other) => other !== name && reach.from(other).includes(name) && !reach.from(name).includes(other),
    );
  const variants = files.filter(
    (name) => /^manifest-[^/]+\.yaml$/.test(name) && !name.startsWith('manifest-lock') && !isPart(name),
  );
  return [...files.filter((name) => name === 'manifest.yaml'), ...variants];
}
