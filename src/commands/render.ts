import { adapt } from '../config-tree/adapt.ts';
import { checkOutDir } from '../config-tree/out-dir.ts';
import type { RenderedConfig } from '../config-tree/types.ts';
import { localSources } from '../inputs/local-sources.ts';
import type { Log } from '../log/log.ts';
import { claimWorkDir } from '../runner/work-dir.ts';
import { baseSource, prepareBase, prepareRelease, prepareTree, type PrepareInputs } from './prepare.ts';

/** Options of {@link runRender}: the inputs that decide what the tree is, and where it goes. */
export interface RenderOptions {
  readonly inputs: PrepareInputs;
  /** Directory to render into; new, empty, or rendered before. */
  readonly out: string;
  /** Fit the tree to an assembler of this dialect as well, with the path its solver sees the tree at. */
  readonly adapt?: { readonly dialect: 'D2'; readonly configPath: string };
}

/** What was rendered, and from what. */
export interface RenderOutcome {
  readonly rendered: RenderedConfig;
  readonly target: string | undefined;
  /** `local` for a plain directory. */
  readonly baseConfig: { readonly url: string; readonly commit: string };
  /** Commit of the tree when it was adapted. */
  readonly commit: string | undefined;
}

/**
 * `ovirt-node-image render --out DIR`: fetches base and release package, renders, and stops there.
 *
 * @throws UserError
 */
export async function runRender(
  { inputs, out, adapt: facts }: RenderOptions,
  log: Log,
): Promise<RenderOutcome> {
  await checkOutDir(
    out,
    localSources(inputs).map(({ path }) => path),
  );
  await claimWorkDir(inputs.workDir);
  const release = await prepareRelease(inputs, log);
  const target = inputs.target ?? release?.target;
  const source = baseSource(inputs, target);
  const base = await prepareBase(inputs, source, log, { exclude: [out] });
  const rendered = await prepareTree(inputs, { base: base.dir, release, target, out }, log);
  const commit = facts === undefined ? undefined : await adapt(rendered, facts, log);
  log.info(
    `${rendered.packages.length} packages asked for, from ${rendered.repositories.length} repositories`,
  );
  return { rendered, target, baseConfig: { url: source.url, commit: base.commit }, commit };
}

/** What `render --json` prints. */
export function renderReport({ rendered, target, baseConfig }: RenderOutcome): object {
  const { out, manifest, name, ref, repositories, layers, keys, branded, warnings, flattened } = rendered;
  return {
    out,
    manifest,
    name,
    ref: ref ?? null,
    target: target ?? null,
    'base-config': baseConfig,
    repositories,
    layers,
    keys: Object.fromEntries(keys),
    branded,
    warnings,
    flattened: flattened.config,
  };
}
