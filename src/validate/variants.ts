import { readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { isBuildArgsName } from '../build-args/build-args.ts';
import type { HandedArgs } from '../build-args/handed.ts';
import { insideOf } from '../config-tree/copy.ts';
import { MANIFEST } from '../config-tree/manifest-view.ts';
import { startsOf, type Start } from '../lint/starts.ts';
import { Tree } from '../lint/tree.ts';
import type { LookSettings } from './look-settings.ts';
import { directoryOf, type Target } from './targets.ts';

/** One way a configuration is built. */
export interface Variant extends Start {
  /** Given from outside, as the settings of the configuration say; they beat everything else. */
  readonly vars: Readonly<Record<string, string>>;
}

/**
 * The variants of a configuration that is no template: how its manifests are built, times values of variables. The
 * settings of the configuration may name other manifests.
 *
 * @param dir real path.
 */
export function variantsIn(dir: string, { vars, manifests }: LookSettings): Variant[] {
  return startsOf(new Tree(dir), manifests).flatMap((start) => vars.map((set) => ({ ...start, vars: set })));
}

/**
 * The variants of a manifest that is looked at by itself: what the build arguments beside it hand over, times values of
 * variables.
 *
 * @param root real path of the tree it is in, and may include files from.
 */
export function variantsOfManifest(target: Target, root: string, { vars }: LookSettings): Variant[] {
  const { path } = target;
  const tree = new Tree(join(root, directoryOf(target)), [], root);
  return startsOf(tree, [posix.basename(path)]).flatMap(({ args }) =>
    vars.map((set) => ({ entry: path, args, vars: set })),
  );
}

/**
 * Refuses build arguments behind a link out of a directory's tree: discovery takes those for not there, and what was
 * meant by them would not be compared.
 *
 * @param dir its build arguments are looked at.
 * @param root real path nothing may lead out of.
 * @throws UserError naming the link.
 */
export async function checkBuildArgs(dir: string, root: string): Promise<void> {
  for (const name of (await readdir(dir)).filter(isBuildArgsName)) await insideOf(join(dir, name), root);
}

/** What is handed to the manifest of a rendered tree; one entry for each way it is built. */
export function argsOf(out: string): (HandedArgs | undefined)[] {
  return startsOf(new Tree(out), [MANIFEST]).map(({ args }) => args);
}
