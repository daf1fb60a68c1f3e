import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type Pair } from 'yaml';
import { UserError } from '../errors.ts';
import { ALIASES, isArchPackages, isTreefileKey } from '../treefile/keys.ts';
import type { Flattened, Origin } from '../treefile/types.ts';
import type { ManifestFile } from './manifest-file.ts';
import { isOwn, placeOf, type TreeView } from './manifest-view.ts';
import { deleteKey, hasKey, hasMapping, setKey } from './yaml-edit.ts';

/** One key of the input `overrides`, and what it did to the manifest. */
export interface Override {
  readonly key: string;
  /** `absent`: null for a key the manifest itself does not have. */
  readonly kind: 'set' | 'merged' | 'deleted' | 'absent';
}

function refuse(what: string): never {
  throw new UserError(`overrides: ${what}`);
}

/**
 * Looks at the input by itself, before there is a manifest.
 *
 * @throws UserError when it is no mapping or names keys no treefile has.
 */
export function checkOverrideKeys(text: string): void {
  knownEntries(text);
}

function knownEntries(text: string): { readonly name: string; readonly value: unknown }[] {
  const entries = entriesOf(text).map(({ key, value }) => ({ name: nameOf(key), value }));
  const unknown = entries.map(({ name }) => name).filter((name) => !isTreefileKey(name));
  if (unknown.length > 0) refuse(`${unknown.join(', ')}: no treefile has this key`);
  return entries;
}

/**
 * Lays the mapping over the manifest: a key replaces, a mapping merges one level, null deletes. Only the lines of the
 * keys it names change.
 *
 * @throws UserError when it is no mapping or names a key no treefile has.
 */
export function applyOverrides(manifest: ManifestFile, text: string): Override[] {
  return knownEntries(text).map(({ name, value }) => {
    if (isNull(value)) return { key: name, kind: deleteKey(manifest, name) ? 'deleted' : 'absent' };
    if (!isMap(value)) {
      setKey(manifest, name, value);
      return { key: name, kind: 'set' };
    }
    const merged = hasMapping(manifest, name);
    if (!merged) {
      value.items = value.items.filter((entry) => !isNull(entry.value));
      setKey(manifest, name, value);
      return { key: name, kind: 'set' };
    }
    for (const entry of value.items) {
      const inner = nameOf(entry.key);
      if (isNull(entry.value)) deleteKey(manifest, inner, name);
      else setKey(manifest, inner, entry.value, name);
    }
    return { key: name, kind: 'merged' };
  });
}

/**
 * Looks whether the overrides could do what was meant by them: an includer adds to a list it inherits and cannot
 * shorten it, and what another file sets cannot be unset.
 *
 * @param flattened of the manifest the overrides were laid over.
 * @throws UserError naming the file and line of what is inherited.
 */
export function checkOverrides(view: TreeView, overrides: readonly Override[], flattened: Flattened): void {
  for (const { key, kind } of overrides) {
    const canonical = ALIASES[key] ?? (isArchPackages(key) ? 'packages' : key);
    const elements = elementsOf(flattened, canonical);
    const inherited = elements.filter(({ origins }) => !origins.some(isOwn));
    const [first] = inherited;
    const origin = first?.origins[0];
    if (kind === 'absent' && !hasKey(view.manifest, key)) {
      if (origin === undefined) refuse(`${key}: null deletes a key of the manifest, and it has no ${key}`);
      refuse(
        `${key}: null deletes from ${view.manifest.file} only, and this comes from an included file, ${placeOf(view, origin)}. ` +
          'Nothing an include sets can be unset: set another value, or include something else',
      );
    }
    if (kind !== 'set' || first === undefined || origin === undefined || !isList(flattened, canonical))
      continue;
    const own = elements.filter(({ origins }) => origins.some(isOwn));
    const repeated = own.filter(({ origins }) => origins.some((place) => !isOwn(place)));
    // Only new elements add to what is inherited; none, or some of the inherited ones again, mean to shorten it.
    const adds = own.length > 0 && repeated.length === 0 && !repeatsByName(own, inherited);
    if (adds) continue;
    refuse(
      `${key}: a list inherited from an include cannot be shortened: ${first.name.split('\n')[0] ?? ''} is added by ` +
        `${placeOf(view, origin)}${inherited.length > 1 ? ` and ${inherited.length - 1} more are inherited` : ''}. ` +
        `Give only what is to be added, or include something that does not list it`,
    );
  }
}

interface Element {
  readonly name: string;
  readonly origins: readonly Origin[];
}

/** The elements of a key with the places they come from; a scalar is one element. */
function elementsOf(flattened: Flattened, key: string): Element[] {
  const provenance = flattened.provenance.get(key);
  switch (provenance?.kind) {
    case undefined:
      return [];
    case 'set':
      return [...provenance.elements].map(([name, origins]) => ({ name, origins }));
    case 'list': {
      const value = flattened.config[key];
      const items: readonly unknown[] = Array.isArray(value) ? value : [];
      return provenance.origins.map((origin, index) => ({ name: textOf(items[index]), origins: [origin] }));
    }
    case 'map':
      return [...provenance.entries].map(([name, { winner }]) => ({ name, origins: [winner] }));
    case 'scalar':
      return [{ name: key, origins: [provenance.winner, ...provenance.shadowed] }];
    default:
      return provenance satisfies never;
  }
}

function isList(flattened: Flattened, key: string): boolean {
  const kind = flattened.provenance.get(key)?.kind;
  return kind === 'set' || kind === 'list';
}

function repeatsByName(own: readonly Element[], inherited: readonly Element[]): boolean {
  return own.some(({ name }) => inherited.some((other) => other.name === name));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isNull(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : refuse('a key has to be a word');
}

/** What a node is, in words; the value behind a reference may not exist. */
function kindOf(node: unknown): string {
  if (isAlias(node)) return `a reference (*${node.source})`;
  return isSeq(node) ? 'a list' : 'a single value';
}

function entriesOf(text: string): Pair[] {
  if (text.trim() === '') return [];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  const [error] = document.errors;
  if (error !== undefined) {
    refuse(`line ${lines.linePos(error.pos[0]).line}: ${error.message.split('\n')[0] ?? 'is not YAML'}`);
  }
  if (isNull(document.contents)) return [];
  if (!isMap(document.contents))
    refuse(`found ${kindOf(document.contents)}, expected a mapping, such as releasever: 9`);
  visit(document, {
    Node: (_key, node) => {
      if (isAlias(node))
        refuse(`*${node.source}: write the value out, a reference means nothing in the manifest`);
    },
  });
  return document.contents.items;
}
