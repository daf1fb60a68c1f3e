import { dirname, resolve } from 'node:path';
import { holds, parseCondition, type VariableValue } from './conditions.ts';
import { TreefileError } from './error.ts';
import { inlineDraft } from './inline.ts';
import { KEYS } from './keys.ts';
import { keyText, plain, type Located } from './located.ts';
import { draftOf, mergeUnder, type Draft } from './merge.ts';
import { parseFile, type FileContext, type ParsedFile } from './parse-file.ts';
import {
  checkVariables,
  substituteNode,
  SUBSTITUTED,
  SUBSTITUTED_MAPS,
  SUBSTITUTED_ROJIG,
} from './substitute.ts';
import type { FlattenOptions, Flattened, IncludeEdge, KeyProvenance, LoadedFile, Origin } from './types.ts';

const MAX_DEPTH = 50;

interface State {
  readonly context: FileContext;
  readonly variables: Map<string, VariableValue>;
  readonly visited: string[];
  readonly files: LoadedFile[];
}

/** A file an include names. */
interface Include {
  readonly path: string;
  readonly origin: Origin;
  readonly kind: IncludeEdge['kind'];
}

/**
 * Resolves a treefile with all its includes into what rpm-ostree v2026.2 makes of it.
 *
 * @throws TreefileError, and nothing else, whatever the files hold.
 */
export function flatten(entry: string, options: FlattenOptions = {}): Flattened {
  if (options.mode === 'client')
    throw new TreefileError('client-side treefiles are not supported yet', { file: entry });
  const cwd = options.cwd ?? process.cwd();
  const files: LoadedFile[] = [];
  const state: State = {
    context: {
      resolve: (path) => resolve(cwd, path),
      seen: new Map(),
      basearch: options.basearch,
      onFile: (file) => {
        files.push(file);
        options.onFile?.(file);
      },
    },
    variables: new Map(Object.entries(options.vars ?? {})),
    visited: [],
    files,
  };
  const draft = recurse(entry, state, 0);
  checkVariables(state.variables);
  applyVariables(draft, state.variables);
  validate(draft, options.mode === 'compose');
  return finish(draft, state, options.basearch);
}

function recurse(path: string, state: State, depth: number, from?: IncludeEdge): Draft {
  const file = parseFile(path, state.context, from);
  state.visited.push(path);
  takeVariables(file, state);
  const draft = draftOf(file);
  const includes = [
    ...includeList(file.keys.get('include'), 'include'),
    ...archIncludes(file, state.context.basearch),
    ...conditionalIncludes(file, state, draft),
  ];
  for (const include of includes) {
    if (depth === MAX_DEPTH)
      throw new TreefileError(`Reached maximum include depth ${MAX_DEPTH}`, include.origin);
    const directory = dirname(path);
    // Upstream joins without normalising, and calls the current directory "."; an absolute include replaces all.
    const target = include.path.startsWith('/') ? include.path : `${directory}/${include.path}`;
    const edge = { kind: include.kind, from: path, origin: include.origin };
    mergeUnder(draft, recurse(target, state, depth + 1, edge));
  }
  return draft;
}

/** The first definition wins, whoever makes it; basearch and releasever are variables of every file. */
function takeVariables(file: ParsedFile, { variables, context }: State): void {
  const own = new Map<string, VariableValue>();
  for (const { key, value } of file.keys.get('variables')?.entries ?? []) {
    const { scalar } = value;
    const fits =
      typeof scalar === 'string' ||
      typeof scalar === 'boolean' ||
      (typeof scalar === 'bigint' && scalar >= 0n);
    if (!fits) {
      throw new TreefileError(
        `Parsing ${file.path}: serde-yaml: data did not match any variant of untagged enum VarValue`,
        value.origin,
      );
    }
    own.set(keyText(key), scalar);
  }
  // Within one file the last definition counts, between files the first.
  for (const [name, value] of own) if (!variables.has(name)) variables.set(name, value);
  if (context.basearch !== undefined && !variables.has('basearch'))
    variables.set('basearch', context.basearch);
  if (context.basearch === undefined) file.keys.delete('basearch');
  const releasever = file.keys.get('releasever')?.scalar;
  if ((typeof releasever === 'string' || typeof releasever === 'bigint') && !variables.has('releasever')) {
    variables.set('releasever', releasever);
  }
}

function includeList(node: Located | undefined, kind: IncludeEdge['kind']): Include[] {
  if (node === undefined) return [];
  const items = node.items ?? [node];
  return items.map((item) => {
    if (typeof item.scalar !== 'string') {
      throw new TreefileError('data did not match any variant of untagged enum Include', item.origin);
    }
    return { path: item.scalar, origin: item.origin, kind };
  });
}

function archIncludes(file: ParsedFile, basearch: string | undefined): Include[] {
  const entries = file.keys.get('arch-include')?.entries ?? [];
  // Every architecture's value has to be of the right type, only one is used.
  const lists = entries.map(({ key, value }) => ({
    arch: keyText(key),
    includes: includeList(value, 'arch-include'),
  }));
  return basearch === undefined ? [] : (lists.findLast(({ arch }) => arch === basearch)?.includes ?? []);
}

function conditionalIncludes(file: ParsedFile, state: State, draft: Draft): Include[] {
  const parsed = (file.keys.get('conditional-include')?.items ?? []).map((entry) => {
    const member = (name: string): Located => {
      const found = entry.entries?.find(({ key }) => keyText(key) === name)?.value;
      if (found === undefined) {
        throw new TreefileError(`Parsing ${file.path}: serde-yaml: missing field \`${name}\``, entry.origin);
      }
      return found;
    };
    const include = member('include');
    const test = member('if');
    const conditions = (test.items ?? [test]).map((node) => {
      if (typeof node.scalar !== 'string') {
        throw new TreefileError(
          `Parsing ${file.path}: serde-yaml: data did not match any variant of untagged enum IncludeConditions`,
          node.origin,
        );
      }
      return parseCondition(node.scalar, node.origin, `Parsing ${file.path}: serde-yaml: `);
    });
    return {
      conditions,
      include,
      inline: include.entries === undefined ? undefined : inlineDraft(file.path, include),
    };
  });
  return parsed.flatMap(({ conditions, include, inline }) => {
    // All are evaluated: a mistake in a later one shows even after one that does not hold.
    const results = conditions.map((condition) => holds(condition, state.variables));
    if (!results.every(Boolean)) return [];
    if (inline === undefined) return includeList(include, 'conditional-include');
    mergeUnder(draft, inline);
    return [];
  });
}

function applyVariables(draft: Draft, variables: ReadonlyMap<string, VariableValue>): void {
  for (const [key, entry] of draft.firsts) {
    if (SUBSTITUTED.has(key)) entry.value = substituteNode(entry.value, variables);
    if (key === 'rojig' && entry.value.entries !== undefined) {
      entry.value = {
        ...entry.value,
        entries: entry.value.entries.map(({ key: name, value }) => ({
          key: name,
          value: SUBSTITUTED_ROJIG.has(keyText(name)) ? substituteNode(value, variables) : value,
        })),
      };
    }
  }
  for (const [key, entries] of draft.maps) {
    if (!SUBSTITUTED_MAPS.has(key)) continue;
    for (const entry of entries.values()) entry.value = substituteNode(entry.value, variables);
  }
}

const ADD_FILES = /^(usr\/(?!local\/)|etc\/|bin\/|sbin\/|lib\/|lib64\/)/;

function validate(draft: Draft, compose: boolean): void {
  for (const { value, origin } of draft.lists.get('add-files') ?? []) {
    const target = Array.isArray(value) ? String(value[1]) : '';
    if (!ADD_FILES.test(target.replace(/^\/+/, ''))) {
      throw new TreefileError(`Unsupported path in add-files: ${target}`, origin);
    }
  }
  const suffix = draft.firsts.get('automatic-version-suffix')?.value;
  if (suffix !== undefined && !isOneAscii(keyText(suffix))) {
    throw new TreefileError(
      `Invalid automatic-version-suffix, must be exactly one ASCII character: ${keyText(suffix)}`,
      suffix.origin,
    );
  }
  if (!compose) return;
  const repovars = draft.maps.get('repovars');
  for (const [name, text] of [
    ['releasever', 'Treefile repo var "releasever" invalid; use "releasever" field instead'],
    ['basearch', 'Treefile repo var "basearch" invalid; it is automatically filled in'],
  ] as const) {
    const entry = repovars?.get(name);
    if (entry !== undefined) throw new TreefileError(text, entry.origin);
  }
  const label = draft.firsts.get('selinux-label-version')?.value;
  if (label !== undefined && label.scalar !== 0n && label.scalar !== 1n) {
    throw new TreefileError(`Invalid selinux-label-version: ${keyText(label)}`, label.origin);
  }
  const derived = Object.entries(KEYS).find(
    ([key, spec]) =>
      spec.derive === true &&
      (draft.firsts.has(key) || draft.maps.has(key) || draft.sets.has(key) || draft.lists.has(key)),
  );
  if (derived !== undefined) {
    throw new TreefileError(`the following derivation fields are not supported:\n{"${derived[0]}": …}`);
  }
}

function isOneAscii(text: string): boolean {
  return text.length === 1 && text.charCodeAt(0) < 128;
}

function bytewise(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

/** A member that is printed even when it is not there. */
const ROJIG = { description: null };

function asObject(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

/** Other spellings of enumerated values, and how they are printed. */
const CANONICAL: Readonly<Record<string, string>> = { stateoverlay: 'state-overlay', 'b-d-b': 'bdb' };

/** Puts the draft into the order and shape of `--print-only`. */
function finish(draft: Draft, state: State, basearch: string | undefined): Flattened {
  const config: Record<string, unknown> = {};
  const provenance = new Map<string, KeyProvenance>();
  for (const [key, spec] of Object.entries(KEYS)) {
    if (spec.hidden === true) continue;
    const set = draft.sets.get(key);
    const list = draft.lists.get(key);
    const map = draft.maps.get(key);
    const scalar = draft.firsts.get(key);
    if (set !== undefined) {
      const elements = new Map<string, Origin[]>();
      for (const { value, origin } of set) {
        const name = String(value);
        const origins = elements.get(name);
        if (origins === undefined) elements.set(name, [origin]);
        else origins.push(origin);
      }
      config[key] = [...elements.keys()].sort(bytewise);
      provenance.set(key, { kind: 'set', elements });
    } else if (list !== undefined) {
      config[key] = list.map(({ value }) => value);
      provenance.set(key, { kind: 'list', origins: list.map(({ origin }) => origin) });
    } else if (map !== undefined) {
      config[key] = Object.fromEntries([...map].map(([name, { value }]) => [name, plain(value)]));
      provenance.set(key, {
        kind: 'map',
        entries: new Map(
          [...map].map(([name, { origin, shadowed }]) => [name, { winner: origin, shadowed }]),
        ),
      });
    } else if (scalar !== undefined) {
      const value = key === 'rojig' ? { ...ROJIG, ...asObject(plain(scalar.value)) } : plain(scalar.value);
      config[key] = typeof value === 'string' ? (CANONICAL[value] ?? value) : value;
      provenance.set(key, { kind: 'scalar', winner: scalar.value.origin, shadowed: scalar.shadowed });
    } else if (key === 'basearch' && basearch !== undefined) {
      config[key] = basearch;
    }
  }
  const repovars = draft.maps.get('repovars');
  return {
    config,
    visited: state.visited,
    files: state.files,
    provenance,
    hidden: {
      variables: Object.fromEntries(
        [...state.variables].map(([name, value]) => [
          name,
          typeof value === 'bigint' ? Number(value) : value,
        ]),
      ),
      ...(repovars === undefined
        ? {}
        : { repovars: Object.fromEntries([...repovars].map(([name, { value }]) => [name, plain(value)])) }),
    },
  };
}
