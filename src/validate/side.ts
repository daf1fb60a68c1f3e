import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { includingTreefile } from '../build-args/handed.ts';
import { checkIncludesStayInside } from '../config-tree/containment.ts';
import { insideOf } from '../config-tree/copy.ts';
import { ManifestFile } from '../config-tree/manifest-file.ts';
import { locate as locateIn, type TreeView } from '../config-tree/manifest-view.ts';
import { preview } from '../config-tree/preview.ts';
import { UserError } from '../errors.ts';
import { isInside } from '../files/inside.ts';
import type { Locate } from '../treefile-diff/diff.ts';
import { flatten } from '../treefile/flatten.ts';
import { aboutSubmodule } from './absent-submodule.ts';
import { archesOf } from './arches.ts';
import { TreefileCache } from '../treefile/treefile-cache.ts';
import { readLocks } from './locks.ts';
import { lookSettings, variantName } from './look-settings.ts';
import { needsRendering, wantsBase, type Renderable, type RenderSettings } from './rendering.ts';
import { directoryOf, type Target } from './targets.ts';
import type { Meaning } from './types.ts';
import { argsOf, checkBuildArgs, variantsIn, variantsOfManifest, type Variant } from './variants.ts';

/** One side of a pull request: a tree of files. */
export interface Side {
  /** Real path. */
  readonly root: string;
  /** Scratch directory. */
  readonly work: string;
  /** Architectures that were asked for; undefined = those each configuration is made for. */
  readonly arches: readonly string[] | undefined;
  readonly render: RenderSettings;
  /** Submodules of the repository, below the root, checked out or not. */
  readonly submodules: readonly string[];
  /**
   * Root of the tree whose settings say how configurations are looked at: of both sides that of the head, for settings
   * are no part of the image.
   */
  readonly settingsRoot: string;
  readonly warn: (message: string) => void;
}

/** A configuration of a side, as far as rendering is concerned. */
export function renderable({ path }: Target, { root, submodules }: Side): Renderable {
  return { dir: join(root, path), path, submodules };
}

/** Flattens every variant of a configuration for every architecture; a mistake in it is an answer. */
export async function meaningsOf(target: Target, side: Side): Promise<Meaning[]> {
  try {
    const meanings = await meaningsIn(target, side);
    const cwd = target.kind === 'manifest' ? side.root : join(side.root, target.path);
    return meanings.map((meaning) =>
      'error' in meaning.result
        ? { ...meaning, result: { error: aboutSubmodule(meaning.result.error, cwd, side) } }
        : meaning,
    );
  } catch (error) {
    // What no variant gets past, such as a link that leads out.
    if (!(error instanceof UserError)) throw error;
    const meaning = { config: target.path, variant: '' };
    return archesOf(target, side).map((arch) => failed({ ...meaning, arch }, below(side.root), error));
  }
}

async function meaningsIn(target: Target, side: Side): Promise<Meaning[]> {
  const settings = lookSettings(join(side.settingsRoot, directoryOf(target)));
  const dir = join(side.root, target.path);
  if (target.kind === 'manifest') {
    const own = join(side.root, directoryOf(target));
    for (const path of [dir, own]) await insideOf(path, side.root);
    await checkBuildArgs(own, side.root);
    return await plain(target, side, side.root, variantsOfManifest(target, side.root, settings));
  }
  if (await needsRendering(renderable(target, side), side.render)) return await rendered(target, side, dir);
  const real = await insideOf(dir, side.root);
  await checkBuildArgs(real, real);
  return await plain(target, side, real, variantsIn(real, settings));
}

async function rendered(target: Target, side: Side, dir: string): Promise<Meaning[]> {
  const { render, root } = side;
  const out = join(side.work, `preview-${target.path.replaceAll(/[^\w.-]/g, '_')}`);
  const variant = existsSync(join(dir, 'manifest.yaml.in')) ? 'manifest.yaml.in' : 'manifest.yaml';
  const { vars: sets } = lookSettings(join(side.settingsRoot, target.path));
  const real = await insideOf(dir, root);
  const base = (await wantsBase({ ...renderable(target, side), dir: real }, render))
    ? await render.base()
    : undefined;
  const previewed = await preview(
    { ...render, config: real, base, arches: archesOf(target, side), vars: sets, argsOf, out },
    side.warn,
  );
  return await Promise.all(
    previewed.map(async (one): Promise<Meaning> => {
      const meaning = { config: target.path, variant: variantName(variant, one.args, one.vars) };
      if ('error' in one) return failed({ ...meaning, arch: one.arch }, below(root), one.error);
      const { arch, view, flattened } = one;
      const locks = await readLocks(real, real, arch);
      return { ...meaning, arch, result: { flattened, locks }, locate: ofView(view, root) };
    }),
  );
}

async function plain(
  target: Target,
  side: Side,
  dir: string,
  variants: readonly Variant[],
): Promise<Meaning[]> {
  const meanings: Meaning[] = [];
  const cache = new TreefileCache();
  for (const variant of variants) {
    const name = target.kind === 'manifest' ? '' : variant.entry;
    const shown = variantName(name, variant.args, variant.vars);
    for (const arch of archesOf(target, side)) {
      const meaning = { config: target.path, variant: shown, arch };
      const locate = below(side.root, dir);
      try {
        await checkInside(dir, variant.entry, arch);
        const entry = await entryOf(variant, dir, side);
        const roots = entry === variant.entry ? [dir] : [dir, entry];
        const flattened = flatten(entry, {
          basearch: arch,
          mode: 'compose',
          cwd: dir,
          cache,
          roots,
          vars: variant.vars,
        });
        const locks =
          target.kind === 'manifest' ? new Map<string, string>() : await readLocks(dir, dir, arch);
        meanings.push({ ...meaning, result: { flattened, locks }, locate });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        meanings.push(failed(meaning, locate, error));
      }
    }
  }
  return meanings;
}

/** Refuses a manifest that lies behind a link out of the configuration, and what leads out of it by an include. */
async function checkInside(dir: string, entry: string, arch: string): Promise<void> {
  await insideOf(join(dir, entry), dir);
  const text = await readFile(join(dir, entry), 'utf8');
  const manifest = new ManifestFile(join(dir, 'manifest.yaml'), text);
  await checkIncludesStayInside({ out: dir, config: dir, basePath: '.', arch, manifest }, entry);
}

/** Variables of build arguments come from a treefile that includes the manifest, as in the real build. */
async function entryOf({ entry, args }: Variant, dir: string, { work }: Side): Promise<string> {
  if (args === undefined) return entry;
  const text = includingTreefile(join(dir, entry), args);
  // Another text has another name: what was read once is not read again.
  const file = join(work, `variant-${createHash('sha256').update(text).digest('hex')}.json`);
  await mkdir(work, { recursive: true });
  await writeFile(file, text);
  return file;
}

function failed(meaning: Omit<Meaning, 'result' | 'locate'>, locate: Locate, error: UserError): Meaning {
  return { ...meaning, result: { error }, locate };
}

/** Places of files below `root`; relative ones start from `cwd`. */
export function below(root: string, cwd = process.cwd()): Locate {
  return (origin) => {
    const path = resolve(cwd, origin.file);
    return isInside(path, root) ? { ...origin, file: relative(root, path) } : undefined;
  };
}

/** Places of a rendered tree, where they are the configuration's own; those of the base are nobody's to change here. */
function ofView(view: TreeView, root: string): Locate {
  const find = below(root);
  return (origin) => {
    const place = locateIn(view, origin);
    // A file of the base alone keeps its path below the rendered tree.
    if (place.line === undefined || !isOwnFile(view, origin.file)) return undefined;
    return find({ column: origin.column, ...place, line: place.line });
  };
}

function isOwnFile(view: TreeView, file: string): boolean {
  const path = join(file);
  return path === 'manifest.yaml' || [path, `${path}.in`].some((name) => existsSync(join(view.config, name)));
}
