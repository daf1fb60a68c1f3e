import { existsSync } from 'node:fs';
import { realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import { normalizeModes } from '../files/modes.ts';
import type { Flattened } from '../treefile/types.ts';
import { stringsOf } from './base-repos.ts';
import { brandFiles, checkBrand } from './branding.ts';
import { bringRepositories } from './bring-repositories.ts';
import { checkIncludesStayInside } from './containment.ts';
import { applyGpgcheck, type UsedRepository } from './gpgcheck.ts';
import { checkKeys, writeKeys } from './keys.ts';
import { baseTree, liftFiles, liftImage, liftLive, liftOverlays } from './lift.ts';
import { errorAt, flattenTree, MANIFEST, type TreeView } from './manifest-view.ts';
import { checkNeeds } from './needs.ts';
import { makeOutDir } from './out-dir.ts';
import { applyOverrides, checkOverrides } from './overrides.ts';
import { applyPackages } from './packages.ts';
import { checkBasePath, fillTemplates, placeBase, placeUser } from './place.ts';
import type { FoundRepository } from './repositories.ts';
import type { RenderedConfig, RenderRequest } from './types.ts';

export { stringsOf } from './base-repos.ts';
export type { RenderedConfig, RenderRequest } from './types.ts';

/**
 * Renders a tree: the base, the user's configuration over it, repositories and keys of the release package, the
 * manifest with placeholders, overrides, packages and repositories filled in, and at the root what the assembler
 * looks for only there. Reads nothing from outside of the configuration and its base, and changes neither.
 *
 * @throws UserError
 */
export async function render(request: RenderRequest, log: Log): Promise<RenderedConfig> {
  const { out } = request;
  const warnings: string[] = [];
  const warn = (message: string): void => {
    warnings.push(message);
    log.warning(message);
  };
  checkBasePath(request.basePath);
  if (!['auto', 'keep'].includes(request.branding)) checkBrand(request.branding);
  const config = await realpath(request.config);
  const base = await baseTree(request.base);
  await makeOutDir(out, [config, base.root]);
  await placeBase(base.root, out, request.basePath);
  await placeUser(config, out, [await realpath(out), ...(request.exclude ?? [])]);
  const variables = request.variables ?? [];
  const manifest = await fillTemplates(config, out, { values: request.placeholders, variables }, warn);
  const view: TreeView = { out, config, basePath: request.basePath, arch: request.arch, manifest };

  const first = await editManifest(view, request);
  const keys = await writeKeys(out, request.release?.keyFiles ?? []);
  const found = await bringRepositories(view, base, request, first, log);
  await writeManifest(view);
  const flattened = flattenTree(view);
  const repositories = await useRepositories(view, found, request, flattened, warn);
  checkKeys(out, repositories, keys, warn);
  for (const { id, origin, file } of repositories) log.info(`repository ${id}: from the ${origin}, ${file}`);

  await liftImage(view, base, flattened);
  await liftFiles(view, base);
  const layers = await liftOverlays(view, base, flattened);
  const live = await liftLive(view, base);
  if (!existsSync(join(out, 'live')))
    warn('live/: neither the configuration nor its base has one; assemblers need it for live images');
  const name = nameOf(view, flattened);
  const brand = request.branding === 'auto' ? checkBrand(name) : request.branding;
  const places = request.branding === 'keep' ? [] : await brandFiles(join(out, 'live'), live, brand);
  const branded = places.map(({ path, line }) => `${path}:${line}`);
  if (branded.length > 0) log.info(`live/: the system is called ${brand} in ${branded.join(', ')}`);

  await normalizeModes(out);

  const ref = flattened.config['ref'];
  return {
    out,
    view,
    manifest: join(out, MANIFEST),
    flattened,
    name,
    ref: typeof ref === 'string' ? ref : undefined,
    packages: stringsOf(flattened, 'packages'),
    repositories,
    layers,
    unlistedOverlays: layers.filter(({ listed }) => !listed).map((layer) => layer.name),
    keys,
    branded,
    warnings,
  };
}

export async function writeManifest({ out, manifest }: TreeView): Promise<void> {
  await writeFile(join(out, MANIFEST), manifest.text);
}

/** Overrides first, because they may be what makes the manifest whole; then packages. */
export async function editManifest(
  view: TreeView,
  request: Pick<RenderRequest, 'overrides' | 'packages'>,
): Promise<Flattened> {
  const overrides = applyOverrides(view.manifest, request.overrides);
  await writeManifest(view);
  await checkIncludesStayInside(view);
  const flattened = flattenTree(view);
  checkOverrides(view, overrides, flattened);
  applyPackages(view, request.packages, flattened);
  return flattened;
}

/**
 * The repositories the manifest lists.
 *
 * @throws UserError with file and line of one nobody defines.
 */
function listedIn(
  view: TreeView,
  found: readonly FoundRepository[],
  flattened: Flattened,
): FoundRepository[] {
  const provenance = flattened.provenance.get('repos');
  const ids = stringsOf(flattened, 'repos');
  return [...new Set(ids)].map((id) => {
    const repository = found.find((entry) => entry.id === id);
    if (repository !== undefined) return repository;
    throw errorAt(
      view,
      provenance?.kind === 'list' ? provenance.origins[ids.indexOf(id)] : undefined,
      `repos names ${id}, which no .repo file of the configuration, the release rpm or the base defines`,
    );
  });
}

/** Checks what the finished manifest lists, and applies the policy for signatures to it. */
async function useRepositories(
  view: TreeView,
  found: readonly FoundRepository[],
  { release, gpgcheck, placeholders }: RenderRequest,
  flattened: Flattened,
  warn: (message: string) => void,
): Promise<UsedRepository[]> {
  const listed = listedIn(view, found, flattened);
  checkNeeds(release?.report.needs ?? [], listed, placeholders['RELEASEVER']);
  if (listed.length === 0) {
    throw new UserError(
      `${view.manifest.file}: no repository to take packages from; put a .repo file beside it, or list some in repos`,
    );
  }
  // What a lock file names may come from these as well, and is checked as their sections say. Without a lock file they do
  // nothing, so one that nobody defines is the solver's to refuse.
  const locked = stringsOf(flattened, 'lockfile-repos');
  const further = found.filter((one) => locked.includes(one.id) && !listed.includes(one));
  const used = [...listed, ...further];
  return await applyGpgcheck(view.out, used, gpgcheck, warn);
}

function nameOf(view: TreeView, { config, provenance }: Flattened): string {
  for (const key of ['metadata', 'rojig']) {
    const holder = config[key];
    if (
      typeof holder === 'object' &&
      holder !== null &&
      'name' in holder &&
      typeof holder.name === 'string'
    ) {
      const { name } = holder;
      if (/^[A-Za-z0-9][\w.+-]*$/.test(name)) return name;
      const places = provenance.get(key);
      throw errorAt(
        view,
        places?.kind === 'map' ? places.entries.get('name')?.winner : undefined,
        `${key}: name: found ${JSON.stringify(name)}, which cannot be part of a file's name`,
      );
    }
  }
  throw errorAt(view, undefined, 'the manifest needs metadata.name or rojig.name: images are named after it');
}
