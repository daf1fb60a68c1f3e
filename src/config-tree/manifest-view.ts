import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join, posix, relative } from 'node:path';
import { includingTreefile, type HandedArgs } from '../build-args/handed.ts';
import { formatLocation, UserError, type Location } from '../errors.ts';
import { TreefileError } from '../treefile/error.ts';
import { flatten } from '../treefile/flatten.ts';
import type { Flattened, Origin } from '../treefile/types.ts';
import type { ManifestFile } from './manifest-file.ts';

/** The manifest's name in a rendered tree; the assembler looks for no other. */
export const MANIFEST = 'manifest.yaml';

/** A rendered tree seen with the eyes of the person whose configuration is in it. */
export interface TreeView {
  /** The rendered tree. */
  readonly out: string;
  /** The user's configuration. */
  readonly config: string;
  /** Directory of the base in the tree, `.` for its root. */
  readonly basePath: string;
  readonly arch: string;
  /** Variables given from outside, where somebody has to stand in for what gives them in a build. */
  readonly vars?: Readonly<Record<string, string>>;
  /** What a container build hands to the manifest, where there is one to think of. */
  readonly args?: HandedArgs | undefined;
  readonly manifest: ManifestFile;
}

/**
 * Treefile that hands over what a container build hands over. It is beside the manifest, so that all places are named
 * from there, and only while the tree is flattened; no configuration has it, because hidden files are left out.
 */
const HANDING = '.handed.json';

/** Where includes went since manifests of the first days named them. */
const MOVED: Readonly<Record<string, string>> = {
  'fedora-coreos-base.yaml': 'upstream moved it to manifests/ on 2019-10-31 (commit 15e47d3f)',
  'fedora-coreos.yaml': 'upstream moved it to manifests/ on 2019-10-31 (commit 15e47d3f)',
};

/** True for a place in the manifest itself, as flattening spells it. */
export function isOwn(origin: { readonly file: string }): boolean {
  return posix.normalize(origin.file) === MANIFEST;
}

/**
 * Where a person finds a place of the rendered tree: in his own configuration when the file is from there, with the
 * line it had before it was changed.
 */
export function locate(view: TreeView, at: Location): Location {
  const file = posix.normalize(at.file);
  if (file === MANIFEST) {
    const line = at.line === undefined ? undefined : view.manifest.sourceLine(at.line);
    return line === undefined ? { file: view.manifest.file } : { ...at, file: view.manifest.file, line };
  }
  const own = [file, `${file}.in`].find((name) => existsSync(join(view.config, name)));
  return { ...at, file: own === undefined ? file : shown(join(view.config, own)) };
}

/** The input that wrote a place of the manifest, such as `overrides: packages`; undefined for what a file says. */
function writerOf(view: TreeView, at: Location): string | undefined {
  return isOwn(at) && at.line !== undefined ? view.manifest.writerOf(at.line) : undefined;
}

/**
 * An error about a place of the rendered tree, in the words of the person whose configuration is in it: it names the
 * input that wrote the place, or his file and line.
 *
 * @param at undefined stands for the manifest as a whole.
 */
export function errorAt(
  view: TreeView,
  at: Location | undefined,
  message: string,
  cause?: unknown,
): UserError {
  const writer = at === undefined ? undefined : writerOf(view, at);
  if (writer !== undefined) {
    // The parser means the rendered file, which the person has never seen.
    return new UserError(`${writer}: ${message.replace(/^Parsing (?:\.\/)?manifest\.yaml: /, '')}`, {
      cause,
    });
  }
  const location = at === undefined ? { file: view.manifest.file } : locate(view, at);
  return new UserError(`${formatLocation(location)}: ${message}`, { location, cause });
}

/** The same as text: `file:line`, or the input. */
export function placeOf(view: TreeView, origin: Origin): string {
  const writer = writerOf(view, origin);
  if (writer !== undefined) return writer;
  const { file, line } = locate(view, origin);
  return formatLocation(line === undefined ? { file } : { file, line });
}

/**
 * Flattens the tree's manifest for the architecture.
 *
 * @throws UserError in terms of the user's own files.
 */
export function flattenTree(view: TreeView, entry = MANIFEST): Flattened {
  const { arch, out, vars = {}, args } = view;
  try {
    if (args !== undefined) writeFileSync(join(out, HANDING), includingTreefile(entry, args));
    const start = args === undefined ? entry : HANDING;
    // All of the tree was copied, but links in the content of overlays lead where they like.
    return flatten(start, { basearch: arch, mode: 'compose', cwd: out, roots: [out], vars });
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    throw explain(view, error);
  } finally {
    if (args !== undefined) rmSync(join(out, HANDING), { force: true });
  }
}

function explain(view: TreeView, error: TreefileError): UserError {
  const missing = /^Can't open file "(.*)" for reading: No such file/.exec(error.upstream)?.[1];
  const message = missing === undefined ? error.unplaced : explainMissing(view, posix.normalize(missing));
  const at = error.location;
  return errorAt(
    view,
    at !== undefined && posix.normalize(at.file) === HANDING ? undefined : at,
    message,
    error,
  );
}

function explainMissing(view: TreeView, file: string): string {
  const name = basename(file);
  const base = view.basePath === '.' ? '' : `${view.basePath}/`;
  // The usual places of manifests in a base, and in a base's own base.
  const candidates = [base, `${base}fedora-coreos-config/`].flatMap((dir) => [
    `${dir}manifests/${name}`,
    `${dir}${name}`,
  ]);
  const found = candidates.find((path) => path !== file && existsSync(join(view.out, path)));
  const moved = MOVED[name];
  const history = moved === undefined ? '' : `; ${moved}`;
  return found === undefined
    ? `the included file ${file} does not exist${history}. The base configuration is in ${base === '' ? 'the root' : base}: look up what it has there`
    : `the included file ${file} does not exist${history}. Write ${found}, in the manifest or with overrides: {include: ${found}}`;
}

/** A path as short as it can be said from where we are. */
export function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' || near.startsWith('..') || isAbsolute(near) ? path : near;
}
