import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { HandedArgs } from '../build-args/handed.ts';
import { UserError } from '../errors.ts';
import type { Flattened } from '../treefile/types.ts';
import { copyTree } from './copy.ts';
import { handedArgs, type ArgsRequest } from './handed-args.ts';
import type { ManifestFile } from './manifest-file.ts';
import { flattenTree, type TreeView } from './manifest-view.ts';
import { makeOutDir } from './out-dir.ts';
import { isTemplate } from './placeholders.ts';
import { checkBasePath, fillTemplates, placeBase, placeUser } from './place.ts';
import { editManifest, writeManifest } from './render.ts';
import { unlessRefused } from '../unless-refused.ts';

/** What a preview is made from; the words are those of a render request. */
export interface PreviewRequest extends ArgsRequest {
  readonly config: string;
  /** Undefined for a configuration that holds everything it includes. */
  readonly base: string | undefined;
  readonly basePath: string;
  /** Values of `@NAME@` for an architecture. */
  readonly placeholders: (arch: string) => Readonly<Record<string, string>>;
  readonly variables: readonly string[];
  readonly packages: readonly string[];
  readonly arches: readonly string[];
  /** Sets of variables given from outside; default: one empty set. */
  readonly vars?: readonly Readonly<Record<string, string>>[];
  readonly out: string;
  readonly exclude: readonly string[];
}

/** What a manifest means on one architecture, or why it means nothing. */
export type Previewed = {
  readonly arch: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly args: HandedArgs | undefined;
} & ({ readonly view: TreeView; readonly flattened: Flattened } | { readonly error: UserError });

/**
 * Renders only what the manifest needs, and flattens it for each architecture: the base, the configuration over it,
 * placeholders, overrides and packages. Repositories are left as the files list them: none is fetched for this, and
 * what a release package brings is no part of the configuration.
 *
 * @throws UserError for what no architecture can get past, such as a link that leads out of the configuration.
 */
export async function preview(
  request: PreviewRequest,
  warn: (message: string) => void,
): Promise<Previewed[]> {
  const { out, basePath, variables } = request;
  checkBasePath(basePath);
  const config = await realpath(request.config);
  await makeOutDir(out, [config, ...(request.base === undefined ? [] : [request.base])]);
  if (request.base !== undefined) await placeBase(request.base, out, basePath);
  await placeUser(config, out, [await realpath(out), ...request.exclude]);
  const templates = (await readdir(config)).filter(isTemplate);
  // The architecture is a placeholder too, and filling one in takes its template away.
  const fill = async (arch: string): Promise<ManifestFile> => {
    for (const name of templates) await copyTree(join(config, name), join(out, name), { root: config });
    return await fillTemplates(config, out, { values: request.placeholders(arch), variables }, warn);
  };
  const previewed: Previewed[] = [];
  for (const arch of request.arches) {
    // What is in the way of a manifest is found out again below.
    const handed = await unlessRefused(
      async () => await handedArgs({ out, manifest: await fill(arch) }, request),
    );
    const sets = request.vars ?? [{}];
    for (const way of (handed ?? [undefined]).flatMap((args) => sets.map((vars) => ({ arch, vars, args })))) {
      try {
        const view: TreeView = { out, config, basePath, ...way, manifest: await fill(arch) };
        await editManifest(view, request);
        await writeManifest(view);
        previewed.push({ ...way, view, flattened: flattenTree(view) });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        previewed.push({ ...way, error });
      }
    }
  }
  return previewed;
}
