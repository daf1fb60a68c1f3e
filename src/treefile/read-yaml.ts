import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Document,
  type Node,
} from 'yaml';
import { TreefileError } from './error.ts';
import { plainScalar } from './scalars.ts';
import type { Located } from './located.ts';
import type { Origin } from './types.ts';

/** Files larger than this are no treefiles; in characters. */
const SIZE_LIMIT = 4 * 1024 * 1024;
const ALIAS_LIMIT = 10_000;

/**
 * Reads a YAML treefile with the place of every value. Plain scalars mean what they mean to rpm-ostree.
 *
 * @returns undefined for an empty file.
 * @throws TreefileError with line and column.
 */
export function readYaml(text: string, file: string): Located | undefined {
  if (text.length > SIZE_LIMIT)
    throw new TreefileError(`Parsing ${file}: too large for a treefile`, { file });
  if (text.startsWith('\uFEFF')) {
    throw new TreefileError(`Parsing ${file}: serde-yaml: a byte order mark is not supported yet`, {
      file,
      line: 1,
      column: 1,
    });
  }
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    version: '1.2',
    merge: false,
    uniqueKeys: false,
    logLevel: 'silent',
    keepSourceTokens: false,
  });
  if (!Array.isArray(parsed)) return undefined;
  const documents: readonly Document.Parsed[] = parsed;
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) {
      const at = lines.linePos(error.pos[0]);
      throw new TreefileError(
        `Parsing ${file}: serde-yaml: ${error.message.split('\n')[0]?.replace(/ at line.*/, '') ?? ''}`,
        {
          file,
          line: at.line,
          column: at.col,
        },
      );
    }
  }
  const [first, second] = documents;
  if (second !== undefined) {
    throw new TreefileError(
      `Parsing ${file}: serde-yaml: deserializing from YAML containing more than one document is not supported`,
      { file, line: lines.linePos(second.range[0]).line, column: 1 },
    );
  }
  if (first === undefined || first.contents === null) return undefined;
  const contents: Node = first.contents;
  if (isScalar(contents) && contents.value === null && contents.source === '') return undefined;
  let visits = 0;

  const originOf = (node: Node): Origin => {
    const at = lines.linePos(node.range?.[0] ?? 0);
    return { file, line: at.line, column: at.col };
  };
  const convert = (node: unknown, parent: Origin): Located => {
    visits += 1;
    if (visits > ALIAS_LIMIT * 20)
      throw new TreefileError(`Parsing ${file}: serde-yaml: repetition limit exceeded`, parent);
    if (isAlias(node)) {
      const target = node.resolve(first);
      const origin = originOf(node);
      if (target === undefined)
        throw new TreefileError(`Parsing ${file}: serde-yaml: unknown anchor`, origin);
      return { ...convert(target, origin), origin };
    }
    const tag = isSeq(node) || isMap(node) ? node.tag : undefined;
    if (tag !== undefined && !tag.startsWith('tag:yaml.org,2002:')) {
      throw new TreefileError(`Parsing ${file}: serde-yaml: the tag ${tag} is not supported yet`, parent);
    }
    if (isSeq(node)) {
      const origin = originOf(node);
      return { scalar: undefined, items: node.items.map((item) => convert(item, origin)), origin };
    }
    if (isMap(node)) {
      const origin = originOf(node);
      const entries = node.items.map(({ key, value }) => {
        const keyNode = convert(key, origin);
        return { key: keyNode, value: convert(value, keyNode.origin) };
      });
      return { scalar: undefined, entries, origin };
    }
    if (isScalar(node)) {
      const origin = node.range === undefined ? parent : originOf(node);
      const isPlain = node.type === 'PLAIN' || node.type === undefined;
      const explicit = node.tag !== undefined && node.tag !== null;
      if (explicit && !node.tag?.startsWith('tag:yaml.org,2002:')) {
        throw new TreefileError(
          `Parsing ${file}: serde-yaml: the tag ${String(node.tag)} is not supported yet`,
          origin,
        );
      }
      if (isPlain && !explicit) {
        const source = node.source ?? '';
        return { scalar: plainScalar(source), source, origin };
      }
      if (explicit && typeof node.value !== 'string') return { scalar: scalarOf(node.value), origin };
      return { scalar: typeof node.value === 'string' ? node.value : (node.source ?? ''), origin };
    }
    return { scalar: null, source: '', origin: parent };
  };
  return convert(contents, { file, line: 1, column: 1 });
}

function scalarOf(value: unknown): Located['scalar'] {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean' || typeof value === 'bigint' || value === null) return value;
  return JSON.stringify(value);
}
