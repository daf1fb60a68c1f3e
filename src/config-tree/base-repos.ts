import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import type { Flattened } from '../treefile/types.ts';
import { checkIncludesStayInside } from './containment.ts';
import { insideOf } from './copy.ts';
import { flattenTree, MANIFEST, type TreeView } from './manifest-view.ts';

/** A key's list of strings; empty when the manifest has none. */
export function stringsOf({ config }: Flattened, key: string): string[] {
  const value = config[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/**
 * Repositories the base's own root manifest lists. A manifest that includes one of the base's inner manifests goes
 * past the root one, and with it past the list that its packages come from; one that lists repositories, itself or
 * through its includes, has made its choice.
 */
export async function baseRootRepos(view: TreeView, base: string): Promise<string[]> {
  if (!existsSync(join(base, MANIFEST))) return [];
  if (view.basePath !== '.') {
    const entry = `${view.basePath}/${MANIFEST}`;
    try {
      await checkIncludesStayInside(view, entry);
      return stringsOf(flattenTree(view, entry), 'repos');
    } catch (error) {
      // Nobody asked for this manifest as a whole; what it says itself is enough.
      if (!(error instanceof UserError)) throw error;
    }
  }
  const { contents } = parseDocument(await readFile(await insideOf(join(base, MANIFEST), base), 'utf8'), {
    logLevel: 'silent',
  });
  const list = isMap(contents) ? contents.get('repos', true) : undefined;
  return isSeq(list)
    ? list.items.flatMap((item) => (isScalar(item) && typeof item.value === 'string' ? item.value : []))
    : [];
}
