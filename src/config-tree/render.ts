import { existsSync, writeFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log/log.ts';
import type { OpenedRelease } from '../release-rpm/types.ts';
import { TreefileError } from '../treefile/error.ts';
import { flatten } from '../treefile/flatten.ts';
import type { Flattened } from '../treefile/types.ts';
import { brandLive } from './branding.ts';
import { copyTree } from './copy.ts';
import { addToList, editManifest } from './manifest.ts';
import { fillPlaceholders } from './placeholders.ts';
import {
  applyGpgcheck,
  checkNeeds,
  liftBaseRepositories,
  userRepositories,
  writeReleaseRepositories,
  type UsedRepository,
} from './repositories.ts';

/** What a tree is rendered from. */
export interface RenderRequest {
  /** The user's configuration; only read. */
  readonly config: string;
  /** The fetched base configuration; only read. */
  readonly base: string;
  /** Directory of the base in the tree. */
  readonly basePath: string;
  readonly release: OpenedRelease | undefined;
  readonly placeholders: Readonly<Record<string, string>>;
  readonly overrides: string;
  readonly packages: readonly string[];
  readonly arch: string;
  readonly gpgcheck: 'repo' | 'require' | 'off';
  readonly branding: string;
  /** Made anew. */
  readonly out: string;
}

/** A rendered tree; nothing in it depends on the assembler. */
export interface RenderedConfig {
  readonly out: string;
  readonly manifest: string;
  readonly flattened: Flattened;
  readonly name: string;
  readonly ref: string | undefined;
  readonly repositories: readonly UsedRepository[];
  /** The user's overlays no manifest lists. */
  readonly unlistedOverlays: readonly string[];
  /** Path inside the release package → path in the tree. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Where includes went upstream since manifests of the first days named them. */
const MOVED: Readonly<Record<string, string>> = {
  'fedora-coreos-base.yaml': 'manifests/fedora-coreos-base.yaml (moved there on 2019-10-31)',
  'fedora-coreos.yaml': 'manifests/fedora-coreos.yaml',
};

/**
 * Renders a tree: the base, the user's configuration over it, repositories and keys of the release package, the
 * manifest with placeholders, overrides and repositories filled in, and at the root what the assembler only looks
 * for there.
 *
 * @throws UserError
 */
export async function render(request: RenderRequest, log: Log): Promise<RenderedConfig> {
  const { out, base, config } = request;
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const baseDir = join(out, request.basePath);
  await copyTree(base, baseDir, base);
  await copyTree(config, out, config);
  const manifest = await writeManifest(request);
  const places = [baseDir, ...(await nestedConfigs(baseDir))];
  const own = await userRepositories(out);
  const inherited = flattenTree(request);
  const fromBase = await liftBaseRepositories(out, places, stringsOf(inherited, 'repos'));
  const fromRelease =
    request.release === undefined
      ? new Map<string, string>()
      : await writeReleaseRepositories(out, request.release);
  const keys = await writeKeys(request);
  const added = [...fromRelease.keys(), ...own.map(({ id }) => id)];
  const text = await readFile(manifest, 'utf8');
  await writeFile(manifest, addToList(text, manifest, 'repos', added));

  const flattened = flattenTree(request);
  const used = [
    ...[...fromBase].map(([id, file]) => ({ id, file, origin: 'base' as const })),
    ...[...fromRelease].map(([id, file]) => ({ id, file, origin: 'release' as const })),
    ...own.map(({ id, file }) => ({ id, file, origin: 'user' as const })),
  ];
  const missing = stringsOf(flattened, 'repos').filter((id) => !used.some((entry) => entry.id === id));
  if (missing.length > 0) {
    throw new UserError(
      `${manifest}: repos: no .repo file of base, release rpm or configuration defines ${missing.join(', ')}`,
    );
  }
  checkNeeds(request.release?.report.needs ?? [], used);
  const repositories = await applyGpgcheck(out, used, request.gpgcheck, log);
  for (const { id, origin } of repositories) log.info(`repository ${id} (${origin})`);
  await lift(out, places, flattened, log);
  const name = nameOf(flattened, manifest);
  if (request.branding !== 'keep') {
    const brand = request.branding === 'auto' ? name : request.branding;
    for (const place of await brandLive(join(out, 'live'), brand)) log.debug(`${place}: says ${brand} now`);
  }
  const listed = new Set(stringsOf(flattened, 'ostree-layers'));
  const overlays = await directoriesIn(join(config, 'overlay.d'));
  const ref = flattened.config['ref'];
  return {
    out,
    manifest,
    flattened,
    name,
    ref: typeof ref === 'string' ? ref : undefined,
    repositories,
    unlistedOverlays: overlays.filter((overlay) => !listed.has(`overlay/${overlay}`)),
    keys,
  };
}

/** A key's list of strings; empty when the manifest has none. */
export function stringsOf({ config }: Flattened, key: string): string[] {
  const value = config[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function nameOf({ config }: Flattened, manifest: string): string {
  for (const key of ['metadata', 'rojig']) {
    const holder = config[key];
    if (
      typeof holder === 'object' &&
      holder !== null &&
      'name' in holder &&
      typeof holder.name === 'string'
    ) {
      return holder.name;
    }
  }
  throw new UserError(
    `${manifest}: the manifest needs metadata.name (or rojig.name): images are named after it`,
  );
}

async function writeManifest(request: RenderRequest): Promise<string> {
  const { out, config } = request;
  const target = join(out, 'manifest.yaml');
  const template = join(out, 'manifest.yaml.in');
  if (existsSync(template)) {
    const text = await readFile(template, 'utf8');
    await writeFile(target, fillPlaceholders(text, join(config, 'manifest.yaml.in'), request.placeholders));
    await rm(template);
  }
  const text = await readFile(target, 'utf8');
  const inherited = (current: string): Flattened => {
    writeFileSync(target, current);
    return flattenTree(request);
  };
  await writeFile(target, editManifest(text, target, request, inherited));
  return target;
}

/** Flattens the tree's manifest for the architecture; an include that is not there is explained. */
function flattenTree({ out, arch, basePath }: RenderRequest): Flattened {
  try {
    return flatten(join(out, 'manifest.yaml'), { basearch: arch, mode: 'compose' });
  } catch (error) {
    if (!(error instanceof TreefileError) || error.location === undefined) throw error;
    const missing = /^Can't open file "(.*)" for reading/.exec(error.upstream)?.[1];
    const moved = missing === undefined ? undefined : MOVED[basename(missing)];
    if (moved === undefined) throw error;
    throw new UserError(
      `${error.message}; upstream it is ${moved}: include ${basePath}/${moved.split(' ')[0] ?? ''}`,
      {
        location: error.location,
        cause: error,
      },
    );
  }
}

/** Configurations a base carries as submodules; what the base itself lacks may be there. */
async function nestedConfigs(baseDir: string): Promise<string[]> {
  const names = await directoriesIn(baseDir);
  return names
    .map((name) => join(baseDir, name))
    .filter((dir) => existsSync(join(dir, 'manifests')) && dir !== join(baseDir, 'manifests'));
}

async function directoriesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}

/** Brings to the root what the assembler does not look for anywhere else. */
async function lift(out: string, places: readonly string[], flattened: Flattened, log: Log): Promise<void> {
  for (const file of ['image.yaml', 'platforms.yaml']) {
    const found = places.map((place) => join(place, file)).find((path) => existsSync(path));
    if (existsSync(join(out, file)) || found === undefined) continue;
    await copyFile(found, join(out, file));
    if (file === 'image.yaml') await liftImageIncludes(found, out);
  }
  const live = places.map((place) => join(place, 'live')).find((path) => existsSync(path));
  if (!existsSync(join(out, 'live')) && live !== undefined) await copyTree(live, join(out, 'live'), live);
  for (const layer of stringsOf(flattened, 'ostree-layers')) {
    const name = /^overlay\/([^/]+)$/.exec(layer)?.[1];
    if (name === undefined || existsSync(join(out, 'overlay.d', name))) continue;
    const found = places.map((place) => join(place, 'overlay.d', name)).find((path) => existsSync(path));
    if (found === undefined) {
      const origins = flattened.provenance.get('ostree-layers');
      const at =
        origins?.kind === 'list'
          ? origins.origins[stringsOf(flattened, 'ostree-layers').indexOf(layer)]
          : undefined;
      throw new UserError(
        `${at === undefined ? '' : `${at.file}:${at.line}: `}ostree-layers: ${layer}: neither the configuration nor its base has overlay.d/${name}`,
        at === undefined ? {} : { location: at },
      );
    }
    await copyTree(found, join(out, 'overlay.d', name), found);
    log.debug(`overlay.d/${name} comes from the base`);
  }
}

/** image.yaml may include another file that lies beside it. */
async function liftImageIncludes(image: string, out: string): Promise<void> {
  const include = /^include:\s*["']?([\w.-]+)["']?\s*$/m.exec(await readFile(image, 'utf8'))?.[1];
  const source = include === undefined ? undefined : join(image, '..', include);
  if (source !== undefined && existsSync(source) && !existsSync(join(out, include ?? '')))
    await copyFile(source, join(out, include ?? ''));
}

async function writeKeys({ release, out }: RenderRequest): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const { path, content } of release?.keyFiles ?? []) {
    const file = join('keys', basename(path));
    await mkdir(join(out, 'keys'), { recursive: true });
    await writeFile(join(out, file), content);
    keys.set(path, file);
  }
  return keys;
}
