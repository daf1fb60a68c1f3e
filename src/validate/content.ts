import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { join, posix, relative } from 'node:path';
import { isInside } from '../files/inside.ts';
import type { FileRole } from './types.ts';

/** One file of the image, by the path it has in the configuration. */
export interface Content {
  readonly role: FileRole;
  /** Real path below the root of the tree. */
  readonly real: string;
  /** Absolute real path of a file; the text of a link where the image has the link itself. */
  readonly is: { readonly file: string; readonly executable: boolean } | { readonly link: string };
  /** It is not where its path says: a comparison of the repository's files does not see it by its path. */
  readonly elsewhere: boolean;
}

/** Where content is looked for. */
export interface ContentSource {
  /** Real path of the tree; nothing outside of it is looked at. */
  readonly root: string;
  /** Submodules below the root. */
  readonly submodules: readonly string[];
}

/** Files beyond this many in one tree are not looked at: no image is made of so many. */
const LIMIT = 100_000;

/** What lies in overlay.d is content of the image with its links; everything else is copied with links followed. */
const OVERLAY = /(?:^|\/)overlay\.d\/[^/]+$/;

/**
 * What a path stands for as the build takes it: links are followed up to the directories of overlay.d, below them they
 * are themselves content.
 *
 * @param path below the root, with `/`.
 * @param found gets every file by its path; one that leads out of the root, to nothing, or in circles is left out.
 */
export async function collectContent(
  path: string,
  role: FileRole,
  source: ContentSource,
  found: Map<string, Content>,
): Promise<void> {
  await collect({ path, role, isContent: false, above: [] }, source, found);
}

interface Place {
  readonly path: string;
  readonly role: FileRole;
  /** Below a directory of overlay.d. */
  readonly isContent: boolean;
  /** Real paths of the directories above. */
  readonly above: readonly string[];
}

async function collect(place: Place, source: ContentSource, found: Map<string, Content>): Promise<void> {
  const { path, role, isContent, above } = place;
  const { root } = source;
  if (found.size >= LIMIT) return;
  const at = join(root, path);
  const parent = await unlessMissing(realpath(join(at, '..')));
  if (parent === undefined || !isInside(parent, root)) return;
  const own = await unlessMissing(lstat(at));
  const link = own?.isSymbolicLink() === true ? await readlink(at) : undefined;
  if (isContent && link !== undefined) {
    add(
      { path, role, real: relative(root, join(parent, posix.basename(path))), is: { link } },
      source,
      found,
    );
    return;
  }
  const real = await unlessMissing(realpath(at));
  if (real === undefined || !isInside(real, root) || above.includes(real)) return;
  const info = await lstat(real);
  if (info.isFile()) {
    // eslint-disable-next-line no-bitwise -- a mode is bits
    const is = { file: real, executable: (info.mode & 0o100) !== 0 };
    add({ path, role, real: relative(root, real), is }, source, found);
  }
  if (!info.isDirectory()) return;
  for (const name of await readdir(real)) {
    if (name === '.git') continue;
    const below = { path: `${path}/${name}`, role, isContent: isContent || OVERLAY.test(path) };
    await collect({ ...below, above: [...above, real] }, source, found);
  }
}

function add(
  { path, role, real, is }: Omit<Content, 'elsewhere'> & { readonly path: string },
  { submodules }: ContentSource,
  found: Map<string, Content>,
): void {
  const elsewhere = real !== path || submoduleOf(real, submodules) !== undefined;
  found.set(path, { role, real, is, elsewhere });
}

/** The submodule a path below the root lies in. */
export function submoduleOf(path: string, submodules: readonly string[]): string | undefined {
  return submodules.find((submodule) => path === submodule || path.startsWith(`${submodule}/`));
}

async function unlessMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  return await asked.catch(() => undefined);
}
