import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
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

/**
 * The directory that is looked at. Nothing outside of it is ever read: a link that leads out is as if its target were
 * not there.
 */
export class Tree {
  readonly dir: string;
  readonly #roots: readonly string[];
  readonly #texts = new Map<string, string | undefined>();
  #entries: readonly TreeEntry[] | undefined;

  /** @param also further directories links may lead to: the original of a tree that was copied by links. */
  constructor(dir: string, also: readonly string[] = []) {
    this.dir = dir;
    this.#roots = [dir, ...also].map((root) => realpathSync(root));
  }

  /** Where a path really is: a file of the tree, nothing, or out of it. */
  locate(
    path: string,
  ): { readonly kind: 'inside'; readonly real: string } | { readonly kind: 'missing' | 'outside' } {
    const normal = posix.normalize(path);
    if (normal.startsWith('/') || normal === '..' || normal.startsWith('../')) return { kind: 'outside' };
    try {
      const real = realpathSync(join(this.dir, normal));
      return this.#roots.some((root) => isInside(real, root))
        ? { kind: 'inside', real }
        : { kind: 'outside' };
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
    const info = statSync(place.real);
    return info.isFile() && info.size <= SIZE_LIMIT ? readFileSync(place.real, 'utf8') : undefined;
  }

  has(path: string): boolean {
    return this.locate(path).kind === 'inside';
  }

  /** True for a regular file, links followed. */
  isFile(path: string): boolean {
    const place = this.locate(path);
    return place.kind === 'inside' && statSync(place.real).isFile();
  }

  /** True for a directory, links followed. */
  isDirectory(path: string): boolean {
    const place = this.locate(path);
    return place.kind === 'inside' && statSync(place.real).isDirectory();
  }

  /** Permission bits, links followed; undefined for what is not there. */
  mode(path: string): number | undefined {
    const place = this.locate(path);
    return place.kind === 'inside' ? statSync(place.real).mode & 0o7777 : undefined;
  }

  /** device:inode, by which rpm-ostree knows a file again. */
  identity(path: string): string | undefined {
    const place = this.locate(path);
    if (place.kind !== 'inside') return undefined;
    const { dev, ino } = statSync(place.real);
    return `${dev}:${ino}`;
  }

  /** What a link says. */
  target(path: string): string {
    return readlinkSync(join(this.dir, path));
  }

  /** Names right in a directory, sorted; empty when there is none. */
  names(directory: string): string[] {
    const place = this.locate(directory === '' ? '.' : directory);
    if (place.kind !== 'inside' || !statSync(place.real).isDirectory()) return [];
    return readdirSync(place.real).sort();
  }

  /** Everything below the directory; links to directories are not walked into. */
  entries(): readonly TreeEntry[] {
    this.#entries ??= this.below('.');
    return this.#entries;
  }

  /** Everything below one directory, which may itself be a link; paths are from the tree's own root. */
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
