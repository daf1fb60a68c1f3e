import type { Located } from './located.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';

/**
 * Reads a file beside the treefiles with the place of every value: JSON where its name says so, else YAML. A byte order
 * mark before it is passed over: rpm-ostree refuses one only in some files.
 *
 * @returns undefined for an empty YAML file.
 * @throws TreefileError with line and column.
 */
export function readLocated(path: string, text: string): Located | undefined {
  const body = text.replace(/^\uFEFF/, '');
  return path.endsWith('.json') ? readJson(body, path) : readYaml(body, path);
}
