import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { UserError } from '../errors.ts';
import { splitPackages } from '../treefile/split.ts';
import type { ManifestFile } from './manifest-file.ts';

type Entry = Pair;

/**
 * The manifest's keys as they stand in the text.
 *
 * @throws UserError with file and line when it is no YAML, or not a mapping in block style.
 */
function rootOf(manifest: ManifestFile): YAMLMap | undefined {
  const lines = new LineCounter();
  const document = parseDocument(manifest.text, {
    lineCounter: lines,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  const at = (offset: number): { file: string; line?: number } => {
    const line = manifest.sourceLine(lines.linePos(offset).line);
    return { file: manifest.file, ...(line === undefined ? {} : { line }) };
  };
  if (error !== undefined) throw complain(at(error.pos[0]), error.message.split('\n')[0] ?? 'is not YAML');
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return undefined;
  if (!isMap(contents) || contents.flow === true) {
    throw complain(at(contents.range[0]), 'a manifest has to be a mapping with one key a line');
  }
  return contents;
}

function complain(location: { file: string; line?: number }, what: string): UserError {
  const place = location.line === undefined ? location.file : `${location.file}:${location.line}`;
  return new UserError(`${place}: ${what}`, { location });
}

/** True when the manifest itself has the key, even with nothing in it. */
export function hasKey(manifest: ManifestFile, key: string): boolean {
  const root = rootOf(manifest);
  return root !== undefined && entryOf(root, key) !== undefined;
}

/** True when the manifest's own value of the key is a mapping. */
export function hasMapping(manifest: ManifestFile, key: string): boolean {
  const root = rootOf(manifest);
  return root !== undefined && isMap(entryOf(root, key)?.value);
}

/**
 * Sets a key of the manifest, or with `inside` one of the mapping that key holds. The lines of everything else stay
 * byte for byte what they are; a comment at the end of a replaced line stays too.
 *
 * @param value a node of another document, or plain data.
 */
export function setKey(manifest: ManifestFile, key: string, value: unknown, inside?: string): void {
  const root = rootOf(manifest);
  const holder = inside === undefined ? root : holderOf(root, inside);
  if (inside !== undefined && holder?.flow === true) {
    // A mapping written in one line is written anew.
    const copy = new Document(holder.clone());
    copy.setIn([key], value);
    setKey(manifest, inside, copy.contents);
    return;
  }
  const entry = holder === undefined ? undefined : entryOf(holder, key);
  const indent = holder === undefined ? '' : indentOf(manifest.text, holder);
  const block = render({ [key]: value }, indent, manifest.eol);
  if (entry === undefined) {
    append(manifest, holder, `${indent}${block}`);
    return;
  }
  const start = startOf(entry);
  const end = endOf(manifest.text, entry);
  const comment = /^[ \t]+(#[^\r\n]*)/.exec(manifest.text.slice(end, lineEnd(manifest.text, end)));
  if (comment?.[1] === undefined || !block.includes('\n')) {
    manifest.splice(start, end, block);
    return;
  }
  // Behind the last line of a script the comment would become part of it.
  manifest.splice(start, end + comment[0].length, `${comment[1]}${manifest.eol}${indent}${block}`);
}

/** Takes a key out of the manifest, or out of the mapping `inside` holds. @returns false when it is not there. */
export function deleteKey(manifest: ManifestFile, key: string, inside?: string): boolean {
  const root = rootOf(manifest);
  const holder = inside === undefined ? root : holderOf(root, inside);
  const entry = holder === undefined ? undefined : entryOf(holder, key);
  if (holder === undefined || entry === undefined) return false;
  if (inside !== undefined && holder.flow === true) {
    const copy = new Document(holder.clone());
    copy.deleteIn([key]);
    setKey(manifest, inside, copy.contents);
    return true;
  }
  manifest.splice(
    lineStart(manifest.text, startOf(entry)),
    nextLine(manifest.text, endOf(manifest.text, entry)),
    '',
  );
  return true;
}

/** Adds strings to the end of a list of the manifest; the list is made when there is none. */
export function addItems(manifest: ManifestFile, key: string, values: readonly string[]): void {
  for (const value of values) addItem(manifest, key, value);
}

function addItem(manifest: ManifestFile, key: string, value: string): void {
  const root = rootOf(manifest);
  const entry = root === undefined ? undefined : entryOf(root, key);
  const list = entry?.value;
  if (entry === undefined || isEmpty(list)) {
    setKey(manifest, key, [value]);
    return;
  }
  if (!isSeq(list)) {
    throw complain(
      { file: manifest.file },
      `${key}: ${value} cannot be added, because its value is not a list written out here`,
    );
  }
  const { text } = manifest;
  const last = list.items.at(-1);
  if (list.flow === true) {
    const item = /^[\w./+@-]+$/.test(value) ? value : JSON.stringify(value);
    const at = last === undefined ? (list.range?.[0] ?? 0) + 1 : endOfNode(text, last);
    manifest.splice(at, at, last === undefined ? item : `, ${item}`);
    return;
  }
  const at = lineEnd(text, endOfNode(text, last));
  manifest.splice(at, at, `${manifest.eol}${indentOf(text, list)}- ${render(value, '', manifest.eol)}`);
}

/**
 * Takes one name out of a list of package strings of the manifest. A string with several names loses only that one.
 *
 * @returns false when the list does not hold it.
 */
export function removeItem(manifest: ManifestFile, key: string, name: string): boolean {
  const root = rootOf(manifest);
  const list = root === undefined ? undefined : entryOf(root, key)?.value;
  if (!isSeq(list)) return false;
  for (const [index, item] of list.items.entries()) {
    if (!isScalar(item)) continue;
    const words = splitPackages(textOf(item)) ?? [];
    if (!words.includes(name)) continue;
    const left = words.filter((word) => word !== name).map((word) => (/\s/.test(word) ? `'${word}'` : word));
    // A key with nothing behind it would be refused for packages-<arch>.
    if (left.length === 0 && list.items.length === 1) setKey(manifest, key, []);
    else if (left.length > 0) replaceScalar(manifest, item, left.join(' '));
    else if (list.flow === true) removeFromFlow(manifest, list, index);
    else
      manifest.splice(
        lineStart(manifest.text, item.range?.[0] ?? 0),
        nextLine(manifest.text, endOfNode(manifest.text, item)),
        '',
      );
    return true;
  }
  return false;
}

function replaceScalar(manifest: ManifestFile, item: Scalar, value: string): void {
  const [start, end] = item.range ?? [0, 0];
  manifest.splice(start, end, render(value, '', manifest.eol));
}

function removeFromFlow(manifest: ManifestFile, list: YAMLSeq, index: number): void {
  const [start, end] = list.range ?? [0, 0];
  const kept = list.items.filter((_item, at) => at !== index).map((item) => rangeText(manifest.text, item));
  manifest.splice(start, end, `[${kept.join(', ')}]`);
}

function rangeText(text: string, node: unknown): string {
  const range = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
  return text.slice(range?.[0] ?? 0, range?.[1] ?? 0);
}

function holderOf(root: YAMLMap | undefined, key: string): YAMLMap | undefined {
  const value = root === undefined ? undefined : entryOf(root, key)?.value;
  return isMap(value) ? value : undefined;
}

function entryOf(map: YAMLMap, key: string): Entry | undefined {
  return map.items.find((item) => isScalar(item.key) && textOf(item.key) === key);
}

function textOf(scalar: Scalar): string {
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
}

/** A key with nothing behind its colon. */
function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

function render(value: unknown, indent: string, eol: string): string {
  const text = stringify(value, { lineWidth: 0, indentSeq: true }).trimEnd();
  return text.replaceAll('\n', `${eol}${indent}`).replaceAll(new RegExp(`${eol}[ ]+(?=\r?\n)`, 'g'), eol);
}

/** Puts lines behind the last key of a mapping, or at the end of a file that has none. */
function append(manifest: ManifestFile, holder: YAMLMap | undefined, lines: string): void {
  const { text, eol } = manifest;
  const last = holder?.items.at(-1);
  if (last === undefined) {
    const gap = text === '' || text.endsWith('\n') ? '' : eol;
    manifest.splice(text.length, text.length, `${gap}${lines}${eol}`);
    return;
  }
  const at = lineEnd(text, endOf(text, last));
  manifest.splice(at, at, `${eol}${lines}${at === text.length ? eol : ''}`);
}

function startOf(entry: Entry): number {
  return isScalar(entry.key) ? (entry.key.range?.[0] ?? 0) : 0;
}

/** Where the last character of an entry's value is, comments and blank lines behind it left out. */
function endOf(text: string, entry: Entry): number {
  const { key, value } = entry;
  const bare = isScalar(value) && (value.source ?? '') === '' && value.value === null;
  if (value === null || value === undefined || bare) {
    const from = isScalar(key) ? (key.range?.[1] ?? 0) : 0;
    return text.indexOf(':', from) + 1;
  }
  return endOfNode(text, value);
}

function endOfNode(text: string, node: unknown): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    if (last !== undefined) return endOf(text, last);
  }
  if (isSeq(node) && node.flow !== true && node.items.length > 0) return endOfNode(text, node.items.at(-1));
  if (isScalar(node) || isCollection(node) || isAlias(node)) {
    const [start, end] = node.range ?? [0, 0];
    return start + text.slice(start, end).trimEnd().length;
  }
  return 0;
}

function indentOf(text: string, node: YAMLMap | YAMLSeq): string {
  const first = node.items[0];
  const entry = isMap(node) ? node.items[0] : undefined;
  const at = entry === undefined ? (node.range?.[0] ?? 0) : startOf(entry);
  return first === undefined ? '' : ' '.repeat(at - lineStart(text, at));
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Offset of the end of the line `offset` is in, its line end left out. */
function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
}

/** Offset of the beginning of the next line. */
function nextLine(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}
