import { parseYaml } from '../yaml/parser.ts';
import type { FirstDocument } from '../yaml/nodes.ts';
import type { DecodedConfig } from './decode-config.ts';
import type { Located } from './located.ts';
import type { OpenedFile } from './open-file.ts';

/**
 * What was read of treefiles, for several flattens of files that do not change meanwhile: one architecture or set of
 * variables after the other. Nothing of it depends on those, and nobody changes what is in it. Mistakes are not kept:
 * each run finds its own. Flattens that share one may open the same (`roots`).
 */
export class TreefileCache {
  /** By resolved path. */
  readonly opened = new Map<string, OpenedFile>();
  /** By resolved path and path, as errors and places name it. */
  readonly parsed = new Map<string, { readonly root: Located | undefined }>();
  /** The same. */
  readonly decoded = new Map<string, DecodedConfig>();
  /** Scripts beside the treefile, once everything it names could be opened; the same. */
  readonly externals = new Map<string, ReadonlyMap<string, string>>();
  /** Scripts of a directory's `finalize.d`, by resolved path and path of the directory. */
  readonly scripts = new Map<string, ReadonlyMap<string, string>>();
  readonly #documents = new Map<string, FirstDocument>();

  /** The first document of a text, which may be that of files under several names. @throws as {@link parseYaml} */
  document(text: string): FirstDocument {
    return once(this.#documents, text, () => parseYaml(text));
  }
}

/** What is kept under the key; made, and kept unless that throws, when there is nothing. */
export function once<Value>(kept: Map<string, Value>, key: string, make: () => Value): Value {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = make();
  kept.set(key, made);
  return made;
}
