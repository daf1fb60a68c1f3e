import { statSync } from 'node:fs';
import { ARCHES } from '../arch.ts';
import { UserError } from '../errors.ts';
import { buildContext } from './build-context.ts';
import type { LintContext } from './context.ts';
import type { LintOptions } from './options.ts';
import { RULE_IDS } from './rules.ts';
import { readSettings, type Settings } from './settings.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** A configuration that was read, with what its repository and the caller say about looking at it. */
export interface OpenedConfig {
  readonly context: LintContext;
  readonly settings: Settings;
  readonly workspace: Workspace;
  readonly options: LintOptions;
}

/**
 * Reads a configuration for `use`, and clears away what was written for that.
 *
 * @throws UserError for a directory that is none or has no manifest, and for a settings file that is wrong.
 */
export async function withConfig<T>(
  dir: string,
  options: LintOptions,
  use: (opened: OpenedConfig) => T | Promise<T>,
): Promise<T> {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UserError(`${dir} is no directory; give the directory of a configuration`);
  }
  const [firstArch = ARCHES[0]] = options.arches ?? [];
  const workspace = openWorkspace(dir, options.placeholders ?? {}, firstArch, options.within);
  try {
    return await use(read(dir, workspace, options));
  } finally {
    workspace.close();
  }
}

function read(dir: string, workspace: Workspace, options: LintOptions): OpenedConfig {
  const settings = readSettings(workspace.tree, RULE_IDS);
  const manifests = options.manifests ?? settings.manifests;
  for (const name of manifests) {
    if (workspace.tree.isFile(name)) continue;
    throw new UserError(
      `manifests: found ${JSON.stringify(name)}, expected a file in ${dir}, named from there`,
    );
  }
  const { layersAll, openRepos, submodules } = options;
  const context = buildContext(workspace, {
    arches: options.arches ?? settings.arches ?? ARCHES,
    vars: { ...settings.vars, ...options.vars },
    manifests,
    rpmOstree: options.rpmOstree,
    knownRepos: settings.repos,
    layersAll: layersAll ?? workspace.isTemplate,
    openRepos: openRepos ?? workspace.isTemplate,
    submodules: submodules ?? [],
  });
  if (context.variants.length === 0) {
    throw new UserError(
      `${dir}: found no manifest.yaml, manifest.yaml.in or manifest-NAME.yaml, expected the directory of a configuration`,
    );
  }
  return { context, settings, workspace, options };
}
