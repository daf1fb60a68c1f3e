import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  type Stats,
} from 'node:fs';
import { join, posix } from 'node:path';
import { isInside } from '../files/inside.ts';

/** Bytes read of one file; larger ones are no configuration. */
const SIZE_LIMIT = 16 * 1024 * 1024;
/** Entries looked at in one tree. */
const ENTRY_LIMIT = 50_000;
const SKIPPED = new Set(['.git', 'node_modules', '.ovirt-node-image']);

/** One entry below the directory. */
export interface TreeEntry {
  /** Relative, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits. */
  readonly mode: number;
}

type Place = { readonly kind: 'inside'; readonly real: string } | { readonly kind: 'missing' | 'outside' };

/**
 * The directory that is looked at, as it is at the first look: every answer is kept. Nothing outside of it is ever
 * read: a link that leads out is as if its target were not there, and so is what may not be read.
 */
export class Tree {
  readonly dir: string;
  /** Real paths of the directories links may lead to. */
  readonly roots: readonly string[];
  readonly #places = new Map<string, Place>();
  readonly #stats = new Map<string, Stats>();
  readonly #names = new Map<string, readonly string[]>();
  readonly #texts = new Map<string, string | undefined>();

  readonly #reachesUp: boolean;

  /**
   * @param also further directories links may lead to: the original of a tree that was copied by links.
   * @param within directory above this one whose files belong to the tree as well, as `../x`.
   */
  constructor(dir: string, also: readonly string[] = [], within?: string) {
    this.dir = dir;
    this.roots = [dir, ...also, ...(within === undefined ? [] : [within])].map((root) => realpathSync(root));
    this.#reachesUp = within !== undefined;
  }

  /** Where a path really is: a file of the tree, nothing, or out of it. */
  locate(path: string): Place {
    const known = this.#places.get(path) ?? this.#locateNow(path);
    this.#places.set(path, known);
    return known;
  }

  #locateNow(path: string): Place {
    const normal = posix.normalize(path);
    if (normal.startsWith('/')) return { kind: 'outside' };
    if ((normal === '..' || normal.startsWith('../')) && !this.#reachesUp) return { kind: 'outside' };
    try {
      const real = realpathSync.native(join(this.dir, normal));
      return this.roots.some((root) => isInside(real, root)) ? { kind: 'inside', real } : { kind: 'outside' };
    } catch {
      return { kind: 'missing' };
    }
  }

  /** The text of a regular file; undefined when there is none inside the tree. */
  read(path: string): string | undefined {
    if (!this.#texts.has(path)) this.#texts.set(path, this.#readNow(path));
    return this.#texts.get(path);
  }

  #readNow(path: string): string | undefined {
    const place = this.locate(path);
    if (place.kind !== 'inside') return undefined;
    try {
      const info = statSync(place.real);
      return info.isFile() && info.size <= SIZE_LIMIT ? readFileSync(place.real, 'utf8') : undefined;
    } catch {
      return undefined;
    }
  }

  /** Links followed; undefined for what is not inside the tree. */
  #stat(path: string): Stats | undefined {
    const place = this.locate(path);
    if (place.kind !== 'inside') return undefined;
    const known = this.#stats.get(place.real) ?? statSync(place.real);
    this.#stats.set(place.real, known);
    return known;
  }

  /** True for a regular file, links followed. */
  isFile(path: string): boolean {
    return this.#stat(path)?.isFile() === true;
  }

  /** True for a directory, links followed. */
  isDirectory(path: string): boolean {
    return this.#stat(path)?.isDirectory() === true;
  }

  /** Permission bits, links followed; undefined for what is not there. */
  mode(path: string): number | undefined {
    const info = this.#stat(path);
    return info === undefined ? undefined : info.mode & 0o7777;
  }

  /** device:inode, by which rpm-ostree knows a file again. */
  identity(path: string): string | undefined {
    const info = this.#stat(path);
    return info === undefined ? undefined : `${info.dev}:${info.ino}`;
  }

  /** What a link says. */
  target(path: string): string {
    return readlinkSync(join(this.dir, path));
  }

  /** Names right in a directory, sorted; empty when there is none. */
  names(directory: string): readonly string[] {
    const known = this.#names.get(directory) ?? this.#namesNow(directory);
    this.#names.set(directory, known);
    return known;
  }

  #namesNow(directory: string): string[] {
    const place = this.locate(directory === '' ? '.' : directory);
    if (place.kind !== 'inside' || !this.isDirectory(directory === '' ? '.' : directory)) return [];
    try {
      return readdirSync(place.real).sort();
    } catch {
      return [];
    }
  }

  /** True for a link, wherever it leads. */
  isLink(path: string): boolean {
    return lstatSync(join(this.dir, path), { throwIfNoEntry: false })?.isSymbolicLink() === true;
  }

  /**
   * Everything below one directory, which may itself be a link; those in it are not walked into. Paths are from the
   * tree's own root.
   */
  below(directory: string): TreeEntry[] {
    const found: TreeEntry[] = [];
    const queue = [directory];
    for (let at = queue.shift(); at !== undefined && found.length < ENTRY_LIMIT; at = queue.shift()) {
      for (const name of this.names(at)) {
        if (SKIPPED.has(name)) continue;
        const path = at === '.' ? name : `${at}/${name}`;
        const info = lstatSync(join(this.dir, path), { throwIfNoEntry: false });
        if (info === undefined) continue;
        const kind = info.isSymbolicLink()
          ? 'link'
          : info.isDirectory()
            ? 'directory'
            : info.isFile()
              ? 'file'
              : 'other';
        found.push({ path, kind, mode: info.mode & 0o7777 });
        if (kind === 'directory') queue.push(path);
      }
    }
    return found;
  }
}
