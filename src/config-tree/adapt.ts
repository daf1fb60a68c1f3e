import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitTree } from '../git/commit-tree.ts';
import type { Log } from '../log/log.ts';
import { addToList } from './manifest.ts';
import type { RenderedConfig } from './render.ts';

/** What the tree has to be fitted to. */
export interface AssemblerFacts {
  readonly dialect: 'D2';
  /** Where the solver sees the tree. */
  readonly configPath: string;
}

/**
 * Fits a rendered tree to an assembler: keys the release package ships are named where the solver sees them, the
 * user's overlays are layered, and the tree becomes a repository with one commit.
 *
 * @returns the commit.
 */
export async function adapt(rendered: RenderedConfig, facts: AssemblerFacts, log: Log): Promise<string> {
  for (const file of new Set(rendered.repositories.map((repository) => repository.file))) {
    const path = join(rendered.out, file);
    let text = await readFile(path, 'utf8');
    for (const [shipped, inTree] of rendered.keys) {
      text = text.replaceAll(`file:///${shipped}`, `file://${facts.configPath}/${inTree}`);
    }
    await writeFile(path, text);
  }
  if (rendered.unlistedOverlays.length > 0) {
    const layers = rendered.unlistedOverlays.map((overlay) => `overlay/${overlay}`);
    log.notice(
      `overlay.d: ${layers.join(', ')} added to ostree-layers; this assembler layers only what is listed`,
    );
    const text = await readFile(rendered.manifest, 'utf8');
    await writeFile(rendered.manifest, addToList(text, rendered.manifest, 'ostree-layers', layers));
  }
  return await commitTree(rendered.out, 'Rendered configuration');
}
