import { dirname, resolve } from 'node:path';
import { draftOf, type Draft } from './draft.ts';
import { TreefileError } from './error.ts';
import type { FileContext } from './file-context.ts';
import { archIncludes, conditionalIncludes, includeList } from './includes.ts';
import { realPathOf } from './inside-roots.ts';
import type { LocatedEntry } from './located.ts';
import { mergeUnder } from './merge.ts';
import { parseFile } from './parse-file.ts';
import { resultOf } from './result.ts';
import { checkVariables, substituteAll } from './substitute.ts';
import { TreefileCache } from './treefile-cache.ts';
import type { FlattenOptions, Flattened, IncludeEdge, LoadedFile } from './types.ts';
import { validate } from './validate.ts';
import { Variables } from './variables.ts';

const MAX_DEPTH = 50;

interface State {
  readonly context: FileContext;
  readonly variables: Variables;
  readonly visited: string[];
  /** Unknown keys of the top file; those of included files vanish. */
  extra: readonly LocatedEntry[];
}

/**
 * Resolves a treefile with all its includes into what rpm-ostree v2026.2 makes of it.
 *
 * @throws TreefileError, and nothing else, whatever the files hold.
 */
export function flatten(entry: string, options: FlattenOptions = {}): Flattened {
  const cwd = options.cwd ?? process.cwd();
  const files: LoadedFile[] = [];
  const state: State = {
    context: {
      resolve: (path) => resolve(cwd, path),
      roots: options.roots?.map((root) => realPathOf(root) ?? resolve(root)),
      seen: new Map(),
      basearch: options.basearch,
      cache: options.cache ?? new TreefileCache(),
      onFile: (file) => {
        files.push(file);
        options.onFile?.(file);
      },
    },
    variables: new Variables(options.vars),
    visited: [],
    extra: [],
  };
  const draft = recurse(entry, state, 0);
  const { variables, visited, extra } = state;
  // An inline body's own variables count only where no file and nobody else defines one.
  const inline = draft.maps.get('variables');
  if (variables.values.size === 0) {
    for (const [name, { key, value }] of inline ?? []) variables.define(name, value, key.origin);
  }
  checkVariables(variables.all());
  substituteAll(draft, variables.values);
  validate(draft, extra, options.mode ?? 'parse');
  return resultOf(draft, { variables, visited, extra, files });
}

function recurse(path: string, state: State, depth: number, edge?: IncludeEdge): Draft {
  const file = parseFile(path, state.context, edge);
  state.visited.push(path);
  if (depth === 0) state.extra = file.extra;
  const keys = new Map(file.keys);
  state.variables.take(keys);
  for (const consumed of ['include', 'variables']) keys.delete(consumed);
  const draft = draftOf({ ...file, keys });
  const { basearch } = state.context;
  const includes = [
    ...includeList(file.keys.get('include'), 'include'),
    ...archIncludes(file.keys.get('arch-include'), basearch),
    ...conditionalIncludes(file.keys.get('conditional-include'), state.variables.values, draft),
  ];
  for (const include of includes) {
    if (depth === MAX_DEPTH)
      throw new TreefileError(`Reached maximum include depth ${MAX_DEPTH}`, include.origin);
    // Upstream joins without normalising, and calls the current directory "."; an absolute include replaces all.
    const target = include.path.startsWith('/') ? include.path : `${dirname(path)}/${include.path}`;
    const next: IncludeEdge = { kind: include.kind, from: path, origin: include.origin };
    mergeUnder(draft, recurse(target, state, depth + 1, next));
  }
  return draft;
}
