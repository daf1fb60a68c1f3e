import { isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { UserError } from '../errors.ts';
import { isTreefileKey } from '../treefile/keys.ts';
import type { Flattened } from '../treefile/types.ts';

/** What is changed in a manifest. */
export interface ManifestEdits {
  /** YAML text of a mapping. */
  readonly overrides: string;
  readonly packages: readonly string[];
}

/**
 * Lays `overrides` and `packages` over a manifest. Comments and the order of its keys survive; a manifest that nothing
 * is changed in stays as it is, byte for byte.
 *
 * @throws UserError for a package that is not in this manifest, and for keys no treefile has.
 */
export function editManifest(
  text: string,
  file: string,
  edits: ManifestEdits,
  inherited: (text: string) => Flattened,
): string {
  const overrides = parseDocument(edits.overrides === '' ? '{}' : edits.overrides);
  const given = isMap(overrides.contents) ? overrides.contents.items : [];
  // Another include decides what the other keys inherit.
  const isInclude = ({ key }: (typeof given)[number]): boolean => isScalar(key) && key.value === 'include';
  const changes = [...given.filter(isInclude), ...given.filter((change) => !isInclude(change))];
  if (changes.length === 0 && edits.packages.length === 0) return text;
  const document = parse(text, file);
  for (const { key, value } of changes) {
    const name = isScalar(key) ? String(key.value) : '';
    if (!isTreefileKey(name)) throw new UserError(`overrides: ${name}: no treefile has this key`);
    override(document, name, value, inherited);
  }
  for (const name of edits.packages) {
    if (name.startsWith('-')) removePackage(document, name.slice(1), inherited);
    else addTo(document, 'packages', [name]);
  }
  return document.toString({ lineWidth: 0, indentSeq: true });
}

/** Adds values to a list of the manifest, each once. */
export function addToList(text: string, file: string, key: string, values: readonly string[]): string {
  if (values.length === 0) return text;
  const document = parse(text, file);
  addTo(document, key, values);
  return document.toString({ lineWidth: 0, indentSeq: true });
}

function parse(text: string, file: string): Document {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line;
    throw new UserError(
      `${file}${line === undefined ? '' : `:${line}`}: ${error.message.split('\n')[0] ?? ''}`,
    );
  }
  if (document.contents === null) return parseDocument('{}');
  return document;
}

function override(
  document: Document,
  name: string,
  value: unknown,
  inherited: (text: string) => Flattened,
): void {
  const isNull = isScalar(value) && value.value === null;
  if (isNull) {
    if (!document.has(name)) {
      throw new UserError(`overrides: ${name}: null deletes from the manifest itself, which has no ${name}`);
    }
    document.delete(name);
    return;
  }
  if (isSeq(value)) {
    const origin = inherited(document.toString()).provenance.get(name);
    const own = document.get(name);
    const count = isSeq(own) ? own.items.length : 0;
    const total =
      origin?.kind === 'list' ? origin.origins.length : origin?.kind === 'set' ? origin.elements.size : 0;
    // Values of its own a manifest may replace; aimed at inherited ones, a replacement would be an addition.
    if (total > 0 && count === 0) {
      throw new UserError(
        `overrides: ${name}: its ${total} values come from included manifests; a list that is included cannot be ` +
          'shortened by an includer (exclude-packages and remove-from-packages take packages away)',
      );
    }
  }
  if (isMap(value)) {
    for (const entry of value.items) {
      const key = isScalar(entry.key) ? String(entry.key.value) : '';
      if (isScalar(entry.value) && entry.value.value === null) document.deleteIn([name, key]);
      else document.setIn([name, key], entry.value);
    }
    return;
  }
  document.set(name, value);
}

function addTo(document: Document, key: string, values: readonly string[]): void {
  const list = document.get(key);
  if (!isSeq(list)) {
    document.set(key, document.createNode([...values]));
    return;
  }
  const there = new Set(list.items.map((item) => (isScalar(item) ? String(item.value) : '')));
  for (const value of values) if (!there.has(value)) list.add(document.createNode(value));
}

function removePackage(document: Document, name: string, inherited: (text: string) => Flattened): void {
  const list = document.get('packages');
  const index = isSeq(list) ? list.items.findIndex((item) => isScalar(item) && item.value === name) : -1;
  if (index >= 0) {
    document.deleteIn(['packages', index]);
    return;
  }
  const origin = inherited(document.toString()).provenance.get('packages');
  const [from] = (origin?.kind === 'set' ? origin.elements.get(name) : undefined) ?? [];
  throw new UserError(
    from === undefined
      ? `packages: -${name}: no manifest asks for ${name}`
      : `packages: -${name}: ${name} is asked for by ${from.file}:${from.line}, an included manifest, and an includer cannot take it ` +
          'away. Include another manifest, or list it in exclude-packages (nothing may then require it)',
  );
}
