import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { join, sep } from 'node:path';
import { UserError } from '../errors.ts';

/** Names that never belong to a configuration; in the content of an overlay they are names like any other. */
const NEVER = new Set(['.git', '.ovirt-node-image', 'node_modules']);

/** A directory right in overlay.d; everything below it is content. */
const OVERLAY = /(?:^|\/)overlay\.d\/[^/]+$/;

/** Options of {@link copyTree}. */
export interface CopyOptions {
  /** Directory nothing may be read from outside of. */
  readonly root: string;
  /** True for what is left out; gets the path below `source`, without a leading slash. */
  readonly skip?: (path: string) => boolean;
  /** Leave files alone that are there already. */
  readonly keepExisting?: boolean;
  /** What is copied is itself a directory of overlay.d. */
  readonly overlay?: boolean;
}

interface Walk {
  readonly options: CopyOptions;
  readonly root: string;
  readonly written: string[];
}

/** Where in the tree a walk is. */
interface Place {
  readonly source: string;
  readonly target: string;
  /** Path below the copied directory; empty at its top. */
  readonly path: string;
  /** Below a directory of overlay.d: what is there is content of the image. */
  readonly content: boolean;
  /** Real paths of the directories above, to see a link that leads back to one. */
  readonly above: readonly string[];
}

/**
 * Copies a file or a directory with what its links point at, as files: assemblers skip linked .repo files, and a link
 * out of the configuration would read what is not in it. Links inside a directory of overlay.d are content of the
 * image (a unit masked by a link to /dev/null) and are copied as links; nothing ever reads through them here.
 *
 * Content of an overlay is copied whole, whatever the names in it. Only .git cannot be: git holds none inside of a
 * commit. Right in the overlay it is the bookkeeping of a checkout and left out, further down it would be missed.
 *
 * Modes become what git records, 644 or 755, so that a tree does not depend on somebody's umask.
 *
 * @returns paths below `target` of the files that were written.
 * @throws UserError naming the link for one that leads out of `root`, to nothing, or to a directory it lies in, and naming
 *   a .git inside of content.
 */
export async function copyTree(source: string, target: string, options: CopyOptions): Promise<string[]> {
  const walk: Walk = { options, root: await realpath(options.root), written: [] };
  await copy({ source, target, path: '', content: false, above: [] }, walk);
  return walk.written;
}

async function copy(place: Place, walk: Walk): Promise<void> {
  const { source, target, path } = place;
  if (place.content) {
    const link = await readlink(source).catch(() => undefined);
    if (link !== undefined) {
      await rm(target, { force: true });
      await symlink(link, target);
      walk.written.push(path);
      return;
    }
  }
  const real = await insideOf(source, walk.root);
  const info = await stat(real);
  if (info.isDirectory()) {
    if (place.above.includes(real)) refuse(source, 'is a link to a directory it lies in');
    await mkdir(target, { recursive: true });
    const isOverlay = path === '' ? walk.options.overlay === true : OVERLAY.test(path);
    for (const name of (await readdir(real)).sort()) {
      const below = path === '' ? name : `${path}/${name}`;
      if (walk.options.skip?.(below) === true) continue;
      if (place.content && name === '.git') {
        refuse(
          join(source, name),
          'cannot be part of an image: git holds no .git inside of a commit; take it out',
        );
      }
      if (NEVER.has(name) && (name === '.git' || !(place.content || isOverlay))) continue;
      await copy(
        {
          source: join(source, name),
          target: join(target, name),
          path: below,
          content: place.content || isOverlay,
          above: [...place.above, real],
        },
        walk,
      );
    }
    return;
  }
  if (!info.isFile()) refuse(source, 'is neither a file nor a directory');
  const there = await lstat(target).catch(() => undefined);
  if (there?.isDirectory() === true) refuse(source, `is a file where ${target} is a directory already`);
  if (there !== undefined && walk.options.keepExisting === true) return;
  await rm(target, { force: true });
  await copyFile(real, target);
  await chmod(target, (info.mode & 0o100) === 0 ? 0o644 : 0o755);
  walk.written.push(path);
}

/**
 * The real path of something that has to lie inside a directory.
 *
 * @throws UserError naming the link.
 */
export async function insideOf(path: string, root: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return refuse(path, 'is a link to something that is not there');
  if (real === root || real.startsWith(`${root}${sep}`)) return real;
  return refuse(
    path,
    `is or lies behind a link that leads to ${real}, out of ${root}; put what it points at into the configuration itself`,
  );
}

function refuse(path: string, why: string): never {
  throw new UserError(`${path}: ${why}`, { location: { file: path } });
}
