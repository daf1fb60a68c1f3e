import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HandedArgs } from '../build-args/handed.ts';
import { ManifestFile } from './manifest-file.ts';
import { MANIFEST, type TreeView } from './manifest-view.ts';
import { applyOverrides } from './overrides.ts';
import { unlessRefused } from '../unless-refused.ts';

/** What tells what a container build hands to a manifest. */
export interface ArgsRequest {
  /**
   * Asked about a tree whose manifest says all it includes; one answer for each way it is built, undefined for one that
   * hands nothing over. Default: nothing is ever handed over.
   */
  readonly argsOf?: (out: string) => readonly (HandedArgs | undefined)[];
  /** YAML text of a mapping, or empty. */
  readonly overrides: string;
}

/**
 * What a container build hands to the manifest of a tree, whose templates are filled in; it is not edited yet, and is
 * not here.
 *
 * @returns one entry at least.
 */
export async function handedArgs(
  { out, manifest }: Pick<TreeView, 'out' | 'manifest'>,
  { argsOf, overrides }: ArgsRequest,
): Promise<readonly (HandedArgs | undefined)[]> {
  if (argsOf === undefined) return [undefined];
  // Overrides may be what says what is included; those that are refused are told by who applies them.
  const edited = new ManifestFile(manifest.file, manifest.text);
  await unlessRefused(() => Promise.resolve(applyOverrides(edited, overrides)));
  await writeFile(join(out, MANIFEST), edited.text);
  return argsOf(out);
}
