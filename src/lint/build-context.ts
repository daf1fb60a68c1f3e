import { absenceOf } from './absent-base.ts';
import { readBuildArgs } from './build-args.ts';
import type { LintContext, VariantView } from './context.ts';
import { submodulesOf } from './foreign.ts';
import { Merged } from './merged.ts';
import {
  flattenIn,
  includesOf,
  readTreefile,
  TreefileCache,
  type StaticInclude,
  type Treefile,
} from './treefile.ts';
import { variantsOf, type VariantOptions } from './variants.ts';
import { walk } from './walk.ts';
import type { Workspace } from './workspace.ts';

/** Treefiles that are followed; more of them are no configuration. */
const FILE_LIMIT = 5000;

/** Reads everything rules look at. */
export function buildContext(
  { tree, scratch, isTemplate }: Workspace,
  options: VariantOptions &
    Pick<LintContext, 'rpmOstree' | 'knownRepos' | 'layersAll' | 'openRepos' | 'submodules'>,
): LintContext {
  const submodules = [...new Set([...submodulesOf(tree), ...options.submodules])];
  const treefiles = new Map<string, Treefile>();
  const cache = new TreefileCache();
  const written = new Map<string, string>();
  const read = (path: string): Treefile | undefined => {
    const known = treefiles.get(path);
    if (known !== undefined || treefiles.size >= FILE_LIMIT) return known;
    const text = tree.read(path);
    if (text === undefined) return undefined;
    const file = readTreefile(path, text, cache);
    treefiles.set(path, file);
    return file;
  };
  const variants = variantsOf(tree, options, cache);
  const entries = [...new Set(variants.map(({ entry }) => entry))];
  const includes: StaticInclude[] = [];
  const queue = [...entries];
  const seen = new Set(queue);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const file = read(path);
    for (const include of file === undefined ? [] : includesOf(file)) {
      includes.push(include);
      if (!seen.has(include.path)) queue.push(include.path);
      seen.add(include.path);
    }
  }
  // The engine would refuse what leads out too; the rules say it at the place, and for every architecture.
  const isContained = includes.every(({ path }) => tree.locate(path).kind !== 'outside');
  return {
    tree,
    entries,
    treefiles,
    includes,
    variants: variants.map((variant) => {
      const walked = walk(variant, { tree, treefile: read });
      const isWhole =
        isContained &&
        walked.problems.every(({ path }) => absenceOf({ tree, submodules, isTemplate }, path) === undefined);
      const { entry, arch, vars, args } = variant;
      const handed = args === undefined ? undefined : { args, scratch, written };
      const answer = isWhole ? flattenIn(tree, entry, arch, vars, cache, handed) : undefined;
      return {
        variant,
        walk: walked,
        merged: new Merged(walked, variant.arch),
        flattened: answer !== undefined && 'flattened' in answer ? answer.flattened : undefined,
        refusal: answer === undefined || 'flattened' in answer ? undefined : answer,
      } satisfies VariantView;
    }),
    buildArgs: readBuildArgs(tree),
    rpmOstree: options.rpmOstree,
    knownRepos: options.knownRepos,
    isTemplate,
    layersAll: options.layersAll,
    openRepos: options.openRepos,
    submodules,
  };
}
