import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenedRelease } from '../release-rpm/types.ts';
import { bringRepositories } from './bring-repositories.ts';
import { copyTree } from './copy.ts';
import { handedArgs } from './handed-args.ts';
import { baseTree, liftFiles, liftImage, liftLive, liftOverlays, type BaseTree } from './lift.ts';
import type { TreeView } from './manifest-view.ts';
import { makeOutDir } from './out-dir.ts';
import { checkBasePath, fillTemplates, placeBase, placeUser } from './place.ts';
import type { PreviewRequest } from './preview.ts';
import { editManifest, writeManifest } from './render.ts';
import { unlessRefused } from '../unless-refused.ts';

/** What a whole preview is made from. */
export type WholePreviewRequest = Omit<PreviewRequest, 'arches'> & {
  /** The architecture the manifest is edited and flattened for, as rpm names it. */
  readonly arch: string;
  /** Undefined when the build's release package is not at hand: its repositories are missing then. */
  readonly release: OpenedRelease | undefined;
  /** Hidden files of the configuration that are wanted as well, such as settings. */
  readonly hidden: readonly string[];
};

/**
 * Renders everything a build's tree has that can be had without building: the base, the configuration over it,
 * placeholders, overrides, packages, repositories, and at the root what is looked for only there. It is to be looked
 * at: what a build would refuse is left out, for others to find.
 *
 * @returns the tree with the eyes of the person whose configuration is in it.
 * @throws UserError when there is nothing to look at: a placeholder nobody defines, a link that leads out.
 */
export async function wholePreview(
  request: WholePreviewRequest,
  warn: (message: string) => void,
): Promise<TreeView> {
  const { out, basePath, arch, placeholders, variables } = request;
  checkBasePath(basePath);
  const config = await realpath(request.config);
  await makeOutDir(out, [config, ...(request.base === undefined ? [] : [request.base])]);
  if (request.base !== undefined) await placeBase(request.base, out, basePath);
  await placeUser(config, out, [await realpath(out), ...request.exclude]);
  for (const name of request.hidden)
    if (existsSync(join(config, name))) await copyTree(join(config, name), join(out, name), { root: config });
  const manifest = await fillTemplates(config, out, { values: placeholders(arch), variables }, warn);
  const vars = request.vars?.[0] ?? {};
  const [args] = await handedArgs({ out, manifest }, request);
  const view: TreeView = { out, config, basePath, arch, vars, args, manifest };
  await complete(view, request);
  return view;
}

/** Goes on with a tree as far as it can be. */
async function complete(view: TreeView, request: WholePreviewRequest): Promise<void> {
  const flattened = await unlessRefused(() => editManifest(view, request));
  if (flattened !== undefined) {
    const base = await baseOf(view, request.base);
    await unlessRefused(() => bringRepositories(view, base, request, flattened, { notice: () => undefined }));
    await unlessRefused(() => liftImage(view, base, flattened));
    await unlessRefused(() => liftFiles(view, base));
    await unlessRefused(() => liftOverlays(view, base, flattened));
    await unlessRefused(() => liftLive(view, base));
  }
  await writeManifest(view);
}

/** The base that was laid under the configuration, or the one it brings itself. */
async function baseOf({ out, basePath }: TreeView, base: string | undefined): Promise<BaseTree> {
  const own = join(out, basePath);
  const root = base ?? (basePath !== '.' && existsSync(own) ? own : undefined);
  return root === undefined ? { root: join(out, '.no-base'), places: [] } : await baseTree(root);
}
