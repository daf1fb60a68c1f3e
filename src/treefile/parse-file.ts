import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { TreefileError } from './error.ts';
import { ALIASES, isArchPackages, isTreefileKey } from './keys.ts';
import { describe, keyText, type Located } from './located.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { splitPackages } from './split.ts';
import { checkType } from './types-check.ts';
import type { IncludeEdge, LoadedFile, Origin } from './types.ts';

/** One element of a set or list with the place it was written at. */
export interface Element {
  readonly value: unknown;
  readonly origin: Origin;
}

/** One treefile, its own keys only. */
export interface ParsedFile {
  readonly path: string;
  /** Values by canonical key; packages are split already. */
  readonly keys: Map<string, Located>;
  readonly packages: readonly Element[] | undefined;
}

/** Where files are opened, and which were. */
export interface FileContext {
  readonly resolve: (path: string) => string;
  readonly seen: Map<string, string>;
  readonly basearch: string | undefined;
  readonly onFile: (file: LoadedFile) => void;
}

/**
 * Opens and checks one treefile.
 *
 * @param edge the include that names it.
 * @throws TreefileError
 */
export function parseFile(path: string, context: FileContext, edge?: IncludeEdge): ParsedFile {
  const from = edge?.origin;
  const text = open(path, context, from);
  const name = basename(path);
  if (name.endsWith('.ks')) throw new TreefileError(`${path}: kickstart files are not supported yet`, from);
  const isYaml = /\.ya?ml$/.test(name);
  const root = isYaml ? readYaml(text, path) : readJson(text, path);
  context.onFile({
    path,
    format: isYaml ? 'yaml' : 'json',
    includedBy: edge,
    root,
    entries: root?.entries ?? [],
  });
  const within = (message: string): string =>
    `Parsing ${path}: ${isYaml ? 'serde-yaml' : 'serde-json'}: ${message}`;
  if (root === undefined) return { path, keys: new Map(), packages: [] };
  if (root.entries === undefined) {
    throw new TreefileError(
      within(`invalid type: ${describe(root)}, expected struct TreeComposeConfig`),
      root.origin,
    );
  }
  try {
    return readKeys(path, root.entries, isYaml, context);
  } catch (error) {
    if (!(error instanceof TreefileError) || /^(Parsing |Can't open)/.test(error.upstream)) throw error;
    throw new TreefileError(
      /^(Unknown fields|cannot define|Invalid basearch|Missing terminating|Cannot use new|Invalid field)/.test(
        error.upstream,
      )
        ? `Parsing ${path}: ${error.upstream}`
        : within(error.upstream),
      error.location,
    );
  }
}

function open(path: string, context: FileContext, from?: Origin): string {
  if (path.endsWith('/')) throw new TreefileError('Expected a filename', from);
  let descriptor: number;
  try {
    descriptor = openSync(context.resolve(path), 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why =
      code === 'ENOENT'
        ? 'No such file or directory (os error 2)'
        : code === 'ENOTDIR'
          ? 'Not a directory (os error 20)'
          : code === 'EACCES'
            ? 'Permission denied (os error 13)'
            : String(code);
    throw new TreefileError(`Can't open file ${JSON.stringify(path)} for reading: ${why}`, from);
  }
  try {
    const info = fstatSync(descriptor);
    // A device has no end; upstream would wait for it as well.
    if (!info.isFile()) throw new Error('not a file');
    const { dev, ino } = info;
    const identity = `${dev}:${ino}`;
    if (context.seen.has(identity)) {
      throw new TreefileError(`Include loop detected; ${path} was already included`, from ?? { file: path });
    }
    context.seen.set(identity, path);
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    if (error instanceof TreefileError) throw error;
    throw new TreefileError(`Can't read file ${JSON.stringify(path)}`, from);
  } finally {
    closeSync(descriptor);
  }
}

function readKeys(
  path: string,
  entries: NonNullable<Located['entries']>,
  isYaml: boolean,
  context: FileContext,
): ParsedFile {
  const { basearch } = context;
  const keys = new Map<string, Located>();
  const arches = new Map<string, Located>();
  const unknown: { name: string; origin: Origin }[] = [];
  for (const { key, value } of entries) {
    const name = keyText(key);
    const canonical = ALIASES[name] ?? name;
    if (isArchPackages(name)) {
      arches.set(name, value);
    } else if (!isTreefileKey(name)) {
      unknown.push({ name, origin: key.origin });
    } else {
      const double = entries.filter((entry) => keyText(entry.key) === name).length > 1;
      if (double) throw new TreefileError(`duplicate field \`${name}\``, key.origin);
      if (keys.has(canonical)) {
        throw new TreefileError(
          `Cannot use new and legacy forms of ${canonical.replaceAll('-', '_')}`,
          key.origin,
        );
      }
      const raw = value.scalar === null && value.items === undefined;
      if (!raw) {
        checkType(canonical, value);
        keys.set(canonical, value);
      }
    }
  }
  for (const key of ['rojig', 'check-passwd', 'check-groups']) {
    const node = keys.get(key);
    if (node !== undefined) checkStruct(key, node);
  }
  openExternals(path, keys, context);
  checkBasearch(keys.get('basearch'), basearch);
  const variables = keys.get('variables');
  for (const { key } of variables?.entries ?? []) {
    if (['basearch', 'releasever'].includes(keyText(key))) {
      throw new TreefileError(`cannot define reserved variable '${keyText(key)}'`, key.origin);
    }
  }
  for (const [name, value] of arches) {
    if (value.items === undefined || value.items.some(({ scalar }) => typeof scalar !== 'string')) {
      throw new TreefileError(`Invalid field ${name}: expected array of strings`, value.origin);
    }
  }
  const [odd] = unknown;
  if (!isYaml && odd !== undefined) {
    throw new TreefileError(`keys no treefile has (${odd.name}) are not supported in JSON yet`, odd.origin);
  }
  if (isYaml && odd !== undefined) {
    throw new TreefileError(`Unknown fields: ${unknown.map(({ name }) => name).join(', ')}`, odd.origin);
  }
  if (keys.has('repo-packages') || keys.has('ex-override-replace')) {
    for (const key of ['repo-packages', 'ex-override-replace']) {
      const node = keys.get(key);
      if (node !== undefined) throw new TreefileError(`${key} is not supported yet`, node.origin);
    }
  }
  implied(keys);
  const own = basearch === undefined ? undefined : arches.get(`packages-${basearch}`);
  const bootstrap = keys.get('bootstrap-packages');
  keys.delete('bootstrap-packages');
  const lists = [keys.get('packages'), bootstrap, own].filter((node) => node !== undefined);
  const packages = lists.flatMap((node) =>
    (node.items ?? []).flatMap((item) => {
      const text = typeof item.scalar === 'string' ? item.scalar : (item.source ?? '');
      return splitPackages(text, item.origin).map((value) => ({ value, origin: item.origin }));
    }),
  );
  keys.delete('packages');
  return { path, keys, packages };
}

/** Members a structure must have; what is read of others is up to whoever uses them. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  rojig: ['name', 'summary', 'license'],
  'check-passwd': ['type'],
  'check-groups': ['type'],
};

function checkStruct(key: string, node: Located): void {
  const names = (node.entries ?? []).map((entry) => keyText(entry.key));
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw new TreefileError(`duplicate field \`${twice}\``, node.origin);
  for (const name of REQUIRED[key] ?? []) {
    if (!names.includes(name)) throw new TreefileError(`missing field \`${name}\``, node.origin);
  }
  if (key === 'rojig') return;
  const type = member(node, 'type');
  if (!['none', 'previous', 'file', 'data'].includes(type ?? '')) {
    throw new TreefileError(
      `unknown variant \`${type ?? ''}\`, expected one of \`none\`, \`previous\`, \`file\`, \`data\``,
      node.origin,
    );
  }
  if (type === 'file' && member(node, 'filename') === undefined) {
    throw new TreefileError('missing field `filename`', node.origin);
  }
  const values = node.entries?.find((entry) => keyText(entry.key) === 'entries')?.value.entries ?? [];
  if (key === 'check-groups' && values.some(({ value }) => typeof value.scalar !== 'bigint')) {
    throw new TreefileError('invalid type: sequence, expected u32', node.origin);
  }
}

function member(node: Located, name: string): string | undefined {
  const value = node.entries?.find((entry) => keyText(entry.key) === name)?.value.scalar;
  return typeof value === 'string' ? value : undefined;
}

/** Files beside a treefile that it names are opened with it. */
function openExternals(path: string, keys: ReadonlyMap<string, Located>, context: FileContext): void {
  const wanted: { name: string; origin: Origin }[] = [];
  const script = keys.get('postprocess-script');
  if (typeof script?.scalar === 'string') wanted.push({ name: script.scalar, origin: script.origin });
  for (const item of keys.get('add-files')?.items ?? []) {
    const source = item.items?.[0]?.scalar;
    if (typeof source === 'string') wanted.push({ name: source, origin: item.origin });
  }
  for (const key of ['check-passwd', 'check-groups']) {
    const node = keys.get(key);
    const name = node === undefined || member(node, 'type') !== 'file' ? undefined : member(node, 'filename');
    if (node !== undefined && name !== undefined) wanted.push({ name, origin: node.origin });
  }
  for (const { name, origin } of wanted) {
    const file = name.startsWith('/') ? name : path.includes('/') ? `${dirname(path)}/${name}` : name;
    if (!existsSync(context.resolve(file))) {
      throw new TreefileError(
        `Can't open file ${JSON.stringify(file)} for reading: No such file or directory (os error 2)`,
        origin,
      );
    }
  }
}

function checkBasearch(node: Located | undefined, basearch: string | undefined): void {
  if (node === undefined || basearch === undefined || node.scalar === basearch) return;
  throw new TreefileError(
    `Invalid basearch ${keyText(node)} on ${basearch}: cross-composes are not supported`,
    node.origin,
  );
}

/** `container` and `edition` set other keys of their own file; see the semantics' section on implied values. */
function implied(keys: Map<string, Located>): void {
  const set = (key: string, scalar: Located['scalar'], by: Located, force: boolean): void => {
    if (force || !keys.has(key)) keys.set(key, { scalar, origin: by.origin });
  };
  const container = keys.get('container');
  const none = (by: Located): Located => ({
    scalar: undefined,
    entries: [{ key: { scalar: 'type', origin: by.origin }, value: { scalar: 'none', origin: by.origin } }],
    origin: by.origin,
  });
  if (container?.scalar === true) {
    set('boot-location', 'modules', container, true);
    set('selinux', false, container, true);
    set('tmp-is-dir', true, container, true);
    set('preserve-passwd', false, container, true);
    keys.set('check-passwd', none(container));
    keys.set('check-groups', none(container));
  }
  const edition = keys.get('edition');
  if (edition?.scalar === '2024') {
    set('boot-location', 'modules', edition, false);
    set('tmp-is-dir', true, edition, false);
  }
}
