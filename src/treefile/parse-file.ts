import { basename } from 'node:path';
import { decodeConfig } from './decode-config.ts';
import { TreefileError } from './error.ts';
import { openExternals } from './externals.ts';
import type { FileContext } from './file-context.ts';
import { checkInRoots } from './inside-roots.ts';
import { loadKickstart } from './load-kickstart.ts';
import { describe, type Located } from './located.ts';
import { Mismatch } from './mismatch.ts';
import { mismatchError } from './mismatch-error.ts';
import { openFile } from './open-file.ts';
import { readConfig, type FileConfig } from './read-config.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { BUFFERED } from './reading.ts';
import { once } from './treefile-cache.ts';
import type { IncludeEdge } from './types.ts';

/** One treefile with what it brings along. */
export interface ParsedFile extends FileConfig {
  readonly path: string;
  /** Scripts of `finalize.d` beside it, name and path. */
  readonly finalize: ReadonlyMap<string, string>;
}

/**
 * Opens and checks one treefile.
 *
 * @param edge the include that names it.
 * @throws TreefileError
 */
export function parseFile(path: string, context: FileContext, edge?: IncludeEdge): ParsedFile {
  const name = basename(path);
  if (path === '' || path.endsWith('/') || name === '..')
    throw new TreefileError('Expected a filename', edge?.origin ?? { file: path });
  const resolved = context.resolve(path);
  const { cache } = context;
  checkInRoots(path, resolved, context.roots, edge?.origin);
  const { text, identity } = once(cache.opened, resolved, () => openFile(path, resolved, edge?.origin));
  if (context.seen.has(identity)) {
    throw new TreefileError(
      `Include loop detected; ${path} was already included`,
      edge?.origin ?? { file: path },
    );
  }
  context.seen.set(identity, path);
  const isKickstart = /.\.ks$/.test(name);
  const config = isKickstart
    ? { keys: loadKickstart(path, context, edge), covered: new Map<string, Located>(), extra: [] }
    : parseText(path, text, context, edge);
  const finalize = once(cache.externals, keyOf(path, context), () =>
    openExternals(path, config.keys, context),
  );
  return { path, ...config, finalize };
}

function parseText(path: string, text: string, context: FileContext, edge?: IncludeEdge): FileConfig {
  const isYaml = /\.ya?ml$/.test(basename(path));
  const { cache } = context;
  const key = keyOf(path, context);
  const { root } = once(cache.parsed, key, () => ({
    root: isYaml ? readYaml(text, path, cache) : readJson(text, path),
  }));
  const entries = root?.entries ?? [];
  context.onFile({ path, format: isYaml ? 'yaml' : 'json', includedBy: edge, root, entries });
  try {
    if (root !== undefined && root.entries === undefined) {
      const words = `invalid type: ${describe(root)}, expected struct TreeComposeConfig`;
      throw new Mismatch(words, root.origin);
    }
    const decoded = once(cache.decoded, key, () =>
      decodeConfig(entries, isYaml ? { path: '', raw: true } : BUFFERED),
    );
    // What is made of the keys for one architecture is not for the next.
    return readConfig(
      path,
      { ...decoded, keys: new Map(decoded.keys) },
      { strict: isYaml, basearch: context.basearch },
    );
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    throw mismatchError(error, { path, reader: isYaml ? 'serde-yaml' : 'serde-json', root });
  }
}

/** Two includes may spell one path in two ways, and one of them may start from two directories. */
function keyOf(path: string, context: FileContext): string {
  return `${context.resolve(path)}\0${path}`;
}
