import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type Alias,
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
/** Values within values; serde_yaml's own limit. */
const DEPTH_LIMIT = 128;

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
    // The parts of the text it would quote are searched for anew for each of thousands of errors.
    prettyErrors: false,
  });
  if (!Array.isArray(parsed)) return undefined;
  const documents: readonly Document.Parsed[] = parsed;
  for (const document of documents) {
    const [error] = document.errors;
    if (error !== undefined) {
      const at = lines.linePos(error.pos[0]);
      if (error.code === 'RESOURCE_EXHAUSTION') throw tooDeep({ file, line: at.line, column: at.col });
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
  const targets = aliasTargets(first);
  let visits = 0;

  const originOf = (node: Node): Origin => {
    const at = lines.linePos(node.range?.[0] ?? 0);
    return { file, line: at.line, column: at.col };
  };
  const convert = (node: unknown, parent: Origin, depth: number): Located => {
    visits += 1;
    if (depth > DEPTH_LIMIT) throw tooDeep(parent);
    if (visits > ALIAS_LIMIT * 20)
      throw new TreefileError(`Parsing ${file}: serde-yaml: repetition limit exceeded`, parent);
    if (isAlias(node)) {
      const target = targets.get(node);
      const origin = originOf(node);
      if (target === undefined)
        throw new TreefileError(`Parsing ${file}: serde-yaml: unknown anchor`, origin);
      return { ...convert(target, origin, depth + 1), origin };
    }
    const tag = isSeq(node) || isMap(node) ? node.tag : undefined;
    if (tag !== undefined && !tag.startsWith('tag:yaml.org,2002:')) {
      throw new TreefileError(`Parsing ${file}: serde-yaml: the tag ${tag} is not supported yet`, parent);
    }
    if (isSeq(node)) {
      const origin = originOf(node);
      return { scalar: undefined, items: node.items.map((item) => convert(item, origin, depth + 1)), origin };
    }
    if (isMap(node)) {
      const origin = originOf(node);
      const entries = node.items.map(({ key, value }) => {
        const keyNode = convert(key, origin, depth + 1);
        return { key: keyNode, value: convert(value, keyNode.origin, depth + 1) };
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
  return convert(contents, { file, line: 1, column: 1 }, 0);
}

/**
 * What each alias stands for: the last node of that name before it. The library's own answer walks the document for
 * each alias, which takes minutes for a list of 20,000.
 */
function aliasTargets(document: Document.Parsed): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias: (_key, alias) => {
      const target = anchors.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
    Value: (_key, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

function tooDeep(origin: Origin): TreefileError {
  return new TreefileError(`Parsing ${origin.file}: serde-yaml: recursion limit exceeded`, origin);
}

function scalarOf(value: unknown): Located['scalar'] {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean' || typeof value === 'bigint' || value === null) return value;
  return JSON.stringify(value);
}
