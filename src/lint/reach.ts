import type { Tree } from './tree.ts';
import { includesOf, readTreefile, type TreefileCache } from './treefile.ts';

/** What the manifests of a tree include, on whatever architecture and under whatever condition. */
export class Reach {
  readonly #tree: Tree;
  readonly #cache: TreefileCache | undefined;
  readonly #includes = new Map<string, readonly string[]>();
  readonly #reached = new Map<string, readonly string[]>();

  /** @param cache keeps what was read for whoever reads the same files next. */
  constructor(tree: Tree, cache?: TreefileCache) {
    this.#tree = tree;
    this.#cache = cache;
  }

  /** Everything a file leads to, nearest first, from the tree's root; itself only when it is included again. */
  from(entry: string): readonly string[] {
    const known = this.#reached.get(entry) ?? this.#follow(entry);
    this.#reached.set(entry, known);
    return known;
  }

  #follow(entry: string): string[] {
    const found = new Set<string>();
    const queue = [entry];
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      for (const next of this.#of(path)) {
        if (found.has(next)) continue;
        found.add(next);
        queue.push(next);
      }
    }
    return [...found];
  }

  #of(path: string): readonly string[] {
    const known = this.#includes.get(path);
    if (known !== undefined) return known;
    const text = this.#tree.read(path);
    const named =
      text === undefined
        ? []
        : includesOf(readTreefile(path, text, this.#cache)).map((include) => include.path);
    this.#includes.set(path, named);
    return named;
  }
}
