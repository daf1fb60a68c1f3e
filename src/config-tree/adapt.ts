import { lstat, readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { UserError } from '../errors.ts';
import { commitTree } from '../git/commit-tree.ts';
import { normalizeModes } from '../files/modes.ts';
import type { Log } from '../log/log.ts';
import { keyInTree } from './keys.ts';
import { ManifestFile } from './manifest-file.ts';
import { stringsOf } from './base-repos.ts';
import { mapGpgKeys } from './repo-text.ts';
import { repoFilesIn } from './repositories.ts';
import type { RenderedConfig } from './types.ts';
import { addItems } from './yaml-edit.ts';

/** What the tree has to be fitted to. */
export interface AssemblerFacts {
  readonly dialect: 'D2';
  /** Where the solver sees the tree. */
  readonly configPath: string;
}

/**
 * Fits a rendered tree to an assembler: keys in the tree are named where the solver sees them, the user's overlays are
 * layered, and the tree becomes a repository with one commit. For one rendered tree, once.
 *
 * @returns the commit.
 * @throws UserError for what this dialect cannot do.
 */
export async function adapt(rendered: RenderedConfig, facts: AssemblerFacts, log: Log): Promise<string> {
  checkManifest(rendered);
  await nameKeys(rendered, facts);
  await layerOverlays(rendered, log);
  await normalizeModes(rendered.out);
  const commit = await commitTree(rendered.out, `Rendered configuration of ${rendered.name}`);
  // The builder asks for the commit, and git writes with the umask of whoever calls it.
  await normalizeModes(join(rendered.out, '.git'));
  return commit;
}

/** What the classic assemblers insist on, found now instead of after their start. */
function checkManifest({ flattened, manifest }: RenderedConfig): void {
  if (flattened.config['automatic-version-prefix'] === undefined) {
    throw new UserError(
      `${manifest}: assemblers of this kind need automatic-version-prefix, such as "9.<date:%Y%m%d>"`,
    );
  }
  const newer = stringsOf(flattened, 'ostree-layers').find((layer) => layer.startsWith('overlay.d/'));
  if (newer !== undefined) {
    throw new UserError(
      `${manifest}: ostree-layers: ${newer} is spelled for assemblers of 2026; this one knows overlay/<name>. ` +
        'Take a base configuration of the time of the assembler (base-config-ref)',
    );
  }
}

async function nameKeys({ out, keys }: RenderedConfig, { configPath }: AssemblerFacts): Promise<void> {
  for (const file of await repoFilesIn(out)) {
    const path = join(out, file);
    if (!(await lstat(path)).isFile())
      throw new Error(`${path}: a rendered .repo file is always a regular file`);
    const text = await readFile(path, 'utf8');
    const named = mapGpgKeys(text, (address) => {
      const inTree = keyInTree(address, keys);
      return inTree === undefined ? address : `file://${posix.join(configPath, inTree)}`;
    });
    if (named !== text) await writeFile(path, named);
  }
}

async function layerOverlays({ manifest, unlistedOverlays }: RenderedConfig, log: Log): Promise<void> {
  if (unlistedOverlays.length === 0) return;
  const layers = unlistedOverlays.map((overlay) => `overlay/${overlay}`);
  log.notice(
    `overlay.d: ${layers.join(', ')} added to ostree-layers; this assembler layers only what is listed`,
  );
  const file = new ManifestFile(manifest, await readFile(manifest, 'utf8'));
  addItems(file, 'ostree-layers', layers);
  await writeFile(manifest, file.text);
}
