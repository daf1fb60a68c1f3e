import type { Tree } from './tree.ts';
import {
  conditionalsOf,
  entriesOf,
  holds,
  joinInclude,
  keyText,
  stringsIn,
  TreefileError,
  type Condition,
  type Entry,
  type Located,
  type Origin,
  type Treefile,
  type VariableValue,
} from './treefile.ts';
import { initialVariables, type Variant } from './variants.ts';

const MAX_DEPTH = 50;

/** One key of one file or inline body that is part of a variant. */
export interface Contribution extends Entry {
  readonly file: string;
  /** Written inside a condition. */
  readonly inline: boolean;
}

/** A condition that was looked at. */
interface Evaluated {
  readonly condition: Condition;
  /** undefined where it cannot be told; `error` says why. */
  readonly result: boolean | undefined;
  readonly error: string | undefined;
}

/** Something in the way of including a file. */
interface IncludeProblem {
  readonly kind: 'missing' | 'outside' | 'twice' | 'depth';
  readonly path: string;
  readonly origin: Origin;
  /** `twice`: the first include of it. */
  readonly first?: Origin | undefined;
}

/**
 * A variant's manifest followed as far as it can be read: where rpm-ostree gives up at the first mistake, this goes on
 * behind it.
 */
export interface Walk {
  /** Paths in the order they are opened. */
  readonly files: readonly string[];
  /** Highest priority first: a file, its inline bodies, then its includes; lists are merged the other way round. */
  readonly contributions: readonly Contribution[];
  readonly variables: ReadonlyMap<string, VariableValue>;
  readonly evaluated: readonly Evaluated[];
  readonly problems: readonly IncludeProblem[];
}

/** What a walk needs besides the variant. */
interface WalkSource {
  readonly tree: Tree;
  /** The file of that path; undefined when there is none inside the tree. */
  readonly treefile: (path: string) => Treefile | undefined;
}

interface State extends WalkSource {
  readonly arch: string;
  readonly files: string[];
  readonly contributions: Contribution[];
  readonly variables: Map<string, VariableValue>;
  readonly evaluated: Evaluated[];
  readonly problems: IncludeProblem[];
  readonly seen: Map<string, Origin | undefined>;
}

/** Follows the manifest of a variant. */
export function walk(variant: Variant, source: WalkSource): Walk {
  const state: State = {
    ...source,
    arch: variant.arch,
    files: [],
    contributions: [],
    variables: initialVariables(variant),
    evaluated: [],
    problems: [],
    seen: new Map(),
  };
  follow(variant.entry, state, 0);
  return state;
}

function follow(path: string, state: State, depth: number, from?: Origin): void {
  const problem = (kind: IncludeProblem['kind'], first?: Origin): void => {
    if (from !== undefined) state.problems.push({ kind, path, origin: from, first });
  };
  const place = state.tree.locate(path);
  if (place.kind !== 'inside' || !state.tree.isFile(path)) {
    problem(place.kind === 'outside' ? 'outside' : 'missing');
    return;
  }
  const identity = state.tree.identity(path) ?? path;
  if (state.seen.has(identity)) {
    problem('twice', state.seen.get(identity));
    return;
  }
  if (depth > MAX_DEPTH) {
    problem('depth');
    return;
  }
  state.seen.set(identity, from);
  const file = state.treefile(path);
  if (file === undefined) return;
  state.files.push(path);
  takeVariables(file, state);
  for (const entry of file.entries) state.contributions.push({ ...entry, file: path, inline: false });
  const named = (name: string): Located[] =>
    file.entries.filter((entry) => entry.name === name).map(({ value }) => value);
  const includes = [
    ...named('include').flatMap(stringsIn),
    ...named('arch-include').flatMap((value) =>
      stringsIn(entriesOf(value).findLast(({ name }) => name === state.arch)?.value),
    ),
    ...conditionalIncludes(file, state),
  ];
  for (const { text, origin } of includes) follow(joinInclude(path, text), state, depth + 1, origin);
}

function takeVariables(file: Treefile, { variables, arch }: State): void {
  const own = new Map<string, VariableValue>();
  for (const { name, value } of file.entries) {
    if (name !== 'variables') continue;
    for (const { key, value: node } of value.entries ?? []) {
      const { scalar } = node;
      if (typeof scalar === 'string' || typeof scalar === 'bigint' || typeof scalar === 'boolean')
        own.set(keyText(key), scalar);
    }
  }
  for (const [name, value] of own) if (!variables.has(name)) variables.set(name, value);
  if (!variables.has('basearch')) variables.set('basearch', arch);
  const releasever = file.entries.find(({ name }) => name === 'releasever')?.value.scalar;
  if ((typeof releasever === 'string' || typeof releasever === 'bigint') && !variables.has('releasever'))
    variables.set('releasever', releasever);
}

function conditionalIncludes(file: Treefile, state: State): { text: string; origin: Origin }[] {
  return conditionalsOf(file).flatMap(({ conditions, include }) => {
    const results = conditions.map((condition) => {
      if ('error' in condition) return undefined;
      const evaluated = evaluate(condition, state.variables);
      state.evaluated.push(evaluated);
      return evaluated.result;
    });
    if (!results.every((result) => result === true)) return [];
    if (include?.entries === undefined) return stringsIn(include);
    for (const entry of entriesOf(include))
      state.contributions.push({ ...entry, file: file.path, inline: true });
    return [];
  });
}

function evaluate(condition: Condition, variables: ReadonlyMap<string, VariableValue>): Evaluated {
  try {
    return { condition, result: holds(condition, variables), error: undefined };
  } catch (error) {
    if (!(error instanceof TreefileError)) throw error;
    return { condition, result: undefined, error: error.upstream };
  }
}
