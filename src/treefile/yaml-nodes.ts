import { isAlias, isMap, isScalar, isSeq, visit, type Alias, type Document, type Node } from 'yaml';
import { TreefileError } from './error.ts';
import type { Located } from './located.ts';
import { plainScalar } from './scalars.ts';
import type { Origin } from './types.ts';

/** Values an alias-heavy document may unfold to. */
const VISIT_LIMIT = 200_000;
/** Values within values; serde_yaml's own limit. */
const DEPTH_LIMIT = 128;
const CORE_TAGS = 'tag:yaml.org,2002:';

/** Turns the library's nodes into located values. */
export class NodeConverter {
  readonly #text: string;
  readonly #file: string;
  readonly #originAt: (index: number) => Origin;
  readonly #targets: ReadonlyMap<Alias, Node>;
  #visits = 0;

  constructor(document: Document.Parsed, text: string, file: string, originAt: (index: number) => Origin) {
    this.#text = text;
    this.#file = file;
    this.#originAt = originAt;
    this.#targets = aliasTargets(document);
  }

  /** @throws TreefileError for what is too deep, too much, or an alias of nothing. */
  convert(node: unknown, parent: Origin, depth = 0): Located {
    this.#visits += 1;
    if (depth > DEPTH_LIMIT) throw tooDeep(parent);
    if (this.#visits > VISIT_LIMIT) this.#refuse('repetition limit exceeded', parent);
    if (isAlias(node)) {
      const target = this.#targets.get(node);
      const origin = this.#originOf(node);
      if (target === undefined) return this.#refuse('unknown anchor', origin);
      const value = this.convert(target, origin, depth + 1);
      return { ...value, origin, mark: value.mark ?? value.origin };
    }
    if (isSeq(node)) {
      const origin = this.#originOf(node);
      const items = node.items.map((item) => this.convert(item, origin, depth + 1));
      return { scalar: undefined, items, origin, ...this.#properties(node) };
    }
    if (isMap(node)) {
      const origin = this.#originOf(node);
      const entries = node.items.map(({ key, value }) => {
        const name = this.convert(key, origin, depth + 1);
        return { key: name, value: this.convert(value, name.origin, depth + 1) };
      });
      return { scalar: undefined, entries, origin, ...this.#properties(node) };
    }
    if (!isScalar(node)) return { scalar: null, source: '', origin: parent };
    const origin = node.range === undefined ? parent : this.#originOf(node);
    const isPlain = node.type === 'PLAIN' || node.type === undefined;
    const isCore = node.tag?.startsWith(CORE_TAGS) === true;
    const source = node.source ?? '';
    if (isPlain && !isCore) return { scalar: plainScalar(source), source, origin, ...this.#properties(node) };
    if (isCore && typeof node.value !== 'string')
      return { scalar: scalarOf(node.value), source, origin, ...this.#properties(node) };
    const scalar = typeof node.value === 'string' ? node.value : source;
    return { scalar, origin, ...this.#properties(node) };
  }

  #originOf(node: Node): Origin {
    return this.#originAt(node.range?.[0] ?? 0);
  }

  /** Custom tag, and where the value's tag and anchor begin. */
  #properties(node: Node): Pick<Located, 'tag' | 'mark'> {
    const tag = node.tag?.startsWith('!') === true ? node.tag : undefined;
    const hasAnchor = 'anchor' in node && node.anchor !== undefined;
    if ((tag ?? node.tag) === undefined && !hasAnchor) return {};
    const start = node.range?.[0] ?? 0;
    const before = this.#text.slice(Math.max(0, start - 1024), start);
    const properties = /(?:[!&][^\s,[\]{}]*\s+)+$/.exec(before)?.[0] ?? '';
    return {
      ...(tag === undefined ? {} : { tag }),
      ...(properties === '' ? {} : { mark: this.#originAt(start - properties.length) }),
    };
  }

  #refuse(words: string, origin: Origin): never {
    throw new TreefileError(`Parsing ${this.#file}: serde-yaml: ${words}`, origin);
  }
}

/** The error for values within values without an end. */
export function tooDeep(origin: Origin): TreefileError {
  return new TreefileError(`Parsing ${origin.file}: serde-yaml: recursion limit exceeded`, origin);
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

function scalarOf(value: unknown): Located['scalar'] {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean' || typeof value === 'bigint' || value === null) return value;
  return JSON.stringify(value);
}
