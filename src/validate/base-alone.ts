import { mkdir, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { copyTree } from '../config-tree/copy.ts';
import { isObject } from '../json.ts';

/** Keys that decide what of a base a manifest takes, and what it is taken for. */
const KEPT = new Set(['include', 'arch-include', 'variables', 'releasever', 'repovars']);

/**
 * Makes a configuration that takes the same of a base as a manifest does and has nothing of its own, to tell what is
 * wrong with the base from what the configuration does to it.
 *
 * @param manifest text of the rendered manifest.
 * @param config directory of the configuration, for files that say how it is looked at or built.
 * @param files names of those.
 * @param dir is made anew.
 * @returns false when the manifest takes nothing, or cannot be read.
 */
export async function writeBaseAlone(
  manifest: string,
  config: string,
  files: readonly string[],
  dir: string,
): Promise<boolean> {
  const document = parseDocument(manifest, { uniqueKeys: false, logLevel: 'silent' });
  const root: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (!isObject(root)) return false;
  const kept = Object.fromEntries(Object.entries(root).filter(([key]) => KEPT.has(key)));
  const conditional = conditionalFiles(root['conditional-include']);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const reduced = { ...kept, ...(conditional.length === 0 ? {} : { 'conditional-include': conditional }) };
  await writeFile(join(dir, 'manifest.yaml'), stringify(reduced, { lineWidth: 0 }));
  for (const name of files)
    if (existsSync(join(config, name))) await copyTree(join(config, name), join(dir, name), { root: config });
  return Object.keys(reduced).length > 0;
}

/** Conditions that include files; what is written out below one is the configuration's own. */
function conditionalFiles(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [];
  return value.filter(
    (item: unknown) =>
      isObject(item) && (typeof item['include'] === 'string' || Array.isArray(item['include'])),
  );
}
