import { existsSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import type { Flattened } from '../treefile/types.ts';
import { copyTree, insideOf } from './copy.ts';
import { errorAt, type TreeView } from './manifest-view.ts';

/** A base configuration as it was fetched. */
export interface BaseTree {
  readonly root: string;
  /** Directories that can hold what is looked for: the base, then configurations it carries as submodules. */
  readonly places: readonly string[];
}

/** Files besides image.yaml the assembler looks for at the root only. */
const FILES = ['platforms.yaml', 'versionary', 'content_sets.yaml'];

/** Names of the directories right in one, hidden ones left out; links to directories count. */
async function directoriesIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isSymbolicLink()))
    .map(({ name }) => name)
    .sort();
}

/** Looks at a fetched base. */
export async function baseTree(base: string): Promise<BaseTree> {
  const root = await realpath(base);
  const names = await directoriesIn(root);
  const nested = names.map((name) => join(root, name)).filter((dir) => existsSync(join(dir, 'manifests')));
  return { root, places: [root, ...nested] };
}

function firstIn(base: BaseTree, path: string): string | undefined {
  return base.places.map((place) => join(place, path)).find((file) => existsSync(file));
}

/**
 * Brings image.yaml to the root, the user's own or the base's, with what it includes. A base with variants calls it
 * image-<variant>.yaml when its manifest is manifest-<variant>.yaml.
 *
 * @throws UserError when there is none, or it includes what is not there.
 */
export async function liftImage(view: TreeView, base: BaseTree, flattened: Flattened): Promise<void> {
  const target = join(view.out, 'image.yaml');
  if (!existsSync(target)) {
    const variants = flattened.visited.flatMap(
      (file) => /^manifest-(.+)\.yaml$/.exec(basename(file))?.[1] ?? [],
    );
    const names = ['image.yaml', ...variants.map((variant) => `image-${variant}.yaml`)];
    const own = names.map((name) => join(base.root, name)).find((file) => existsSync(file));
    const source = own ?? firstIn(base, 'image.yaml');
    if (source === undefined) {
      throw new UserError(
        `image.yaml: neither the configuration nor its base has one (looked for ${names.join(', ')}). ` +
          'Write one beside the manifest; `size: 10` is enough to begin with',
      );
    }
    await copyTree(source, target, { root: base.root });
    await liftIncludes(view, base, 'image.yaml', dirname(source));
    return;
  }
  await liftIncludes(view, base, 'image.yaml', base.root);
}

/** The include of an image file starts from its own directory, so what it names has to come along. */
async function liftIncludes(
  view: TreeView,
  base: BaseTree,
  file: string,
  from: string,
  depth = 0,
): Promise<void> {
  const lines = new LineCounter();
  const document = parseDocument(await readFile(join(view.out, file), 'utf8'), {
    lineCounter: lines,
    logLevel: 'silent',
  });
  const node = isMap(document.contents) ? document.contents.get('include', true) : undefined;
  const include: unknown = isScalar(node) ? node.value : undefined;
  if (!isScalar(node) || typeof include !== 'string') return;
  const at = { file, line: lines.linePos(node.range?.[0] ?? 0).line };
  const refuse = (why: string): never => {
    throw errorAt(view, at, `${include} ${why}`);
  };
  const target = posix.join(posix.dirname(file), include);
  if (include.startsWith('/') || target.startsWith('../') || depth > 20) {
    refuse('leads out of the configuration; everything a configuration names has to be inside of it');
  }
  if (!existsSync(join(view.out, target))) {
    const source = [join(from, target), ...base.places.map((place) => join(place, target))].find((path) =>
      existsSync(path),
    );
    if (source === undefined) return refuse('does not exist, neither here nor in the base configuration');
    await copyTree(source, join(view.out, target), { root: base.root });
  }
  await insideOf(join(view.out, target), await realpath(view.out));
  await liftIncludes(view, base, target, from, depth + 1);
}

/** Brings the other files to the root, where the user has none of his own. */
export async function liftFiles(view: TreeView, base: BaseTree): Promise<void> {
  for (const file of FILES) {
    const source = firstIn(base, file);
    if (source === undefined || existsSync(join(view.out, file))) continue;
    await copyTree(source, join(view.out, file), { root: base.root });
  }
}

/**
 * Brings live/ to the root; single files of the user's own live/ win.
 *
 * @returns paths below live/ of the files that are the base's.
 */
export async function liftLive(view: TreeView, base: BaseTree): Promise<string[]> {
  const source = firstIn(base, 'live');
  if (source === undefined) return [];
  return await copyTree(source, join(view.out, 'live'), { root: base.root, keepExisting: true });
}

/** A layer of the image that is a directory of overlay.d. */
export interface OverlayLayer {
  /** Directory below overlay.d. */
  readonly name: string;
  readonly origin: 'base' | 'user';
  /** True when a manifest names it in ostree-layers. */
  readonly listed: boolean;
}

/**
 * Brings the overlays the manifest names to the root. A directory of the user's own with the same name is taken
 * instead of the base's, whole.
 *
 * @throws UserError with file and line of a layer nobody has.
 */
export async function liftOverlays(
  view: TreeView,
  base: BaseTree,
  flattened: Flattened,
): Promise<OverlayLayer[]> {
  const own = await directoriesIn(join(view.out, 'overlay.d'));
  const value = flattened.config['ostree-layers'];
  const layers: readonly unknown[] = Array.isArray(value) ? value : [];
  const provenance = flattened.provenance.get('ostree-layers');
  const found: OverlayLayer[] = [];
  for (const [index, layer] of layers.entries()) {
    const name = typeof layer === 'string' ? /^overlay(?:\.d)?\/([^/]+)$/.exec(layer)?.[1] : undefined;
    if (name === undefined || found.some((entry) => entry.name === name)) continue;
    const isOwn = own.includes(name);
    found.push({ name, origin: isOwn ? 'user' : 'base', listed: true });
    if (isOwn) continue;
    const source = name === '..' || name === '.' ? undefined : firstIn(base, `overlay.d/${name}`);
    if (source === undefined) {
      const origin = provenance?.kind === 'list' ? provenance.origins[index] : undefined;
      throw errorAt(
        view,
        origin,
        `ostree-layers names ${String(layer)}, and neither the configuration nor its base has a directory overlay.d/${name}`,
      );
    }
    await copyTree(source, join(view.out, 'overlay.d', name), { root: base.root, overlay: true });
  }
  const unlisted = own.filter((name) => !found.some((entry) => entry.name === name));
  return [...found, ...unlisted.map((name): OverlayLayer => ({ name, origin: 'user', listed: false }))];
}
