import { existsSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { ChangedFile } from '../git/changed-files.ts';
import { sha256Of } from '../images/digest.ts';
import { collectContent, submoduleOf, type Content, type ContentSource } from './content.ts';
import { namedFiles, roleOf } from './files.ts';
import { needsRendering } from './rendering.ts';
import { renderable, type Side } from './side.ts';
import type { Target } from './targets.ts';
import type { FileChange, Meaning } from './types.ts';

/** One side of a comparison, with what was found on it. */
export interface FilesSide {
  readonly side: Side;
  readonly targets: readonly Target[];
  readonly meanings: readonly Meaning[];
}

/** Directories of a configuration whose files are of the image, whatever is in them. */
const DIRECTORIES: ReadonlySet<string> = new Set(['overlay.d', 'live']);

/**
 * Content of the image that is another one although nothing at its own path is: it lies behind a link, in a submodule,
 * or in a base the configuration brings along. Content is compared, so a submodule that moved without changing any of
 * it is no change. One that is not there on a side cannot be compared, and counts as changed when it moved.
 *
 * @param changed what git tells of the working tree, and `ignored` what it is told to pass over there.
 */
export async function linkedChanges(
  base: FilesSide,
  head: FilesSide,
  changed: readonly ChangedFile[],
  ignored: readonly string[],
): Promise<FileChange[]> {
  const [before, after] = [await contentOf(base, head), await contentOf(head, base)];
  const absent = [...absentSubmodules(base.side), ...absentSubmodules(head.side)];
  const moved = new Set(changed.map(({ path }) => path));
  const found = new Map<string, FileChange>();
  for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [old, current] = [before.get(path), after.get(path)];
    if (old?.elsewhere !== true && current?.elsewhere !== true) continue;
    const role = (current ?? old)?.role ?? 'file';
    const lost = [old, current].flatMap((one) => submoduleOf(one?.real ?? '', absent) ?? [])[0];
    if (lost !== undefined) {
      if (moved.has(lost)) found.set(lost, { path: lost, status: 'changed', role: 'submodule' });
      continue;
    }
    if (current !== undefined && old === undefined && isIgnored(current.real, ignored)) continue;
    if (await isSame(old, current)) continue;
    const status = old === undefined ? 'added' : current === undefined ? 'removed' : 'changed';
    found.set(path, { path, status, role });
  }
  return [...found.values()];
}

async function contentOf(
  { side, targets, meanings }: FilesSide,
  other: FilesSide,
): Promise<Map<string, Content>> {
  const found = new Map<string, Content>();
  const source: ContentSource = { root: side.root, submodules: side.submodules };
  for (const target of targets) {
    const [own, ...bases] = await placesOf(target, side);
    if (own !== undefined) await collectPlace(own, source, found);
    // By the paths in a base nobody would know them for files of the image.
    const ofBases = new Map<string, Content>();
    for (const dir of bases) await collectPlace(dir, source, ofBases);
    for (const [path, content] of ofBases) found.set(path, { ...content, elsewhere: true });
  }
  for (const [path, role] of [...meanings, ...other.meanings].flatMap(namedFiles))
    await collectContent(path, role, source, found);
  return found;
}

async function collectPlace(dir: string, source: ContentSource, found: Map<string, Content>): Promise<void> {
  for (const name of namesIn(join(source.root, dir))) {
    const role = roleOf(DIRECTORIES.has(name) ? `${name}/x/x` : name);
    if (role !== undefined) await collectContent(posix.join(dir, name), role, source, found);
  }
}

/** Directories whose files go to the root of what is built: the configuration's own, and those of the base it brings. */
async function placesOf(target: Target, side: Side): Promise<string[]> {
  if (target.kind === 'manifest') return [posix.dirname(target.path)];
  const { basePath } = side.render;
  const base = posix.join(target.path, basePath);
  if (basePath === '.' || !(await needsRendering(renderable(target, side), side.render).catch(() => false)))
    return [target.path];
  const inner = namesIn(join(side.root, base)).map((name) => posix.join(base, name));
  return [target.path, base, ...inner.filter((dir) => existsSync(join(side.root, dir, 'manifests')))];
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
}

function absentSubmodules({ root, submodules }: Side): string[] {
  return submodules.filter((submodule) => namesIn(join(root, submodule)).length === 0);
}

function isIgnored(path: string, ignored: readonly string[]): boolean {
  return ignored.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one));
}

async function isSame(old: Content | undefined, current: Content | undefined): Promise<boolean> {
  if (old === undefined || current === undefined) return false;
  if ('link' in old.is || 'link' in current.is)
    return 'link' in old.is && 'link' in current.is && old.is.link === current.is.link;
  if (old.is.executable !== current.is.executable) return false;
  const [before, after] = [old.is.file, current.is.file];
  if ((await stat(before)).size !== (await stat(after)).size) return false;
  return (await sha256Of(before)) === (await sha256Of(after));
}
