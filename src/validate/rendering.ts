import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { insideOf } from '../config-tree/copy.ts';
import type { PreviewRequest } from '../config-tree/preview.ts';

/** What a configuration with placeholders is rendered with. */
export type RenderSettings = Pick<
  PreviewRequest,
  'basePath' | 'placeholders' | 'variables' | 'overrides' | 'packages' | 'exclude'
> & {
  /** Fetches the base configuration, once. @returns its directory; undefined when none is known */
  readonly base: () => Promise<string | undefined>;
  /** A base was asked for by name, so every configuration is laid over it. */
  readonly always: boolean;
};

/** A configuration, and what of its repository decides how it is rendered. */
export interface Renderable {
  /** Absolute. */
  readonly dir: string;
  /** Below the root of the repository. */
  readonly path: string;
  /** Submodules, below the root of the repository. */
  readonly submodules: readonly string[];
}

/** True for a configuration that means something only after it was rendered. */
export async function needsRendering(config: Renderable, render: RenderSettings): Promise<boolean> {
  const { always, overrides, packages } = render;
  if (existsSync(join(config.dir, 'manifest.yaml.in'))) return true;
  if (always || overrides !== '' || packages.length > 0) return existsSync(join(config.dir, 'manifest.yaml'));
  return await lacksBase(config, render);
}

/** True for one that the base configuration has to be laid under. */
export async function wantsBase(config: Renderable, render: RenderSettings): Promise<boolean> {
  return render.always || (await lacksBase(config, render));
}

/** The manifest names files of the base, and the configuration does not bring them itself. */
async function lacksBase(
  { dir, path, submodules }: Renderable,
  { basePath }: RenderSettings,
): Promise<boolean> {
  const name = ['manifest.yaml.in', 'manifest.yaml'].find((file) => existsSync(join(dir, file)));
  // A submodule that is not checked out is brought too, at another commit than the one that would be fetched.
  if (name === undefined || basePath === '.' || submodules.includes(posix.join(path, basePath))) return false;
  const text = await readFile(await insideOf(join(dir, name), dir), 'utf8');
  const there = await readdir(join(dir, basePath)).catch(() => []);
  return there.length === 0 && text.includes(`${basePath}/`);
}
